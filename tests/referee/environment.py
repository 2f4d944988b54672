"""The environment of the referees: programs of others, under licences that ours must not be mixed with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.project import ROOT

PYTHON = ROOT / ".venv-referee" / "bin" / "python"
JUDGES = Path(__file__).with_name("judges")


def judge(name: str, *arguments: str) -> Any:
    """What a judge says, as data; the test fails with the judge's own words when it cannot say anything."""
    if not PYTHON.exists():
        pytest.fail("The referees are not installed: run `make referee`.")
    command = [str(PYTHON), "-I", str(JUDGES / f"{name}.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-4_000:]
    return json.loads(done.stdout.splitlines()[-1])
