"""A command line for tests: the real program, in this process or in one of its own, on a data folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cli.main import app

PROGRAM = Path(sys.executable).with_name("seedbed")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON document on standard output."""
        document: dict[str, Any] = json.loads(self.out)
        return document


@dataclass(frozen=True, kw_only=True)
class Line:
    """A person at a terminal who has set SEEDBED_HOME."""

    home: Path

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The variables that the program sees."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SEEDBED_")}
        return {**kept, "SEEDBED_HOME": str(self.home), **(more or {})}

    def run(self, *typed: str, env: Mapping[str, str] | None = None, given: str | None = None) -> Ran:
        """Run a command in this process."""
        settings: dict[str, str | None] = {name: None for name in os.environ if name.startswith("SEEDBED_")}
        settings.update({"SEEDBED_HOME": str(self.home), **(env or {})})
        result = CliRunner().invoke(app, list(typed), env=settings, input=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(code=result.exit_code, out=result.stdout, err=result.stderr)

    def ok(self, *typed: str, env: Mapping[str, str] | None = None) -> Ran:
        """Run a command that has to succeed."""
        ran = self.run(*typed, env=env)
        assert ran.code == 0, f"{' '.join(typed)}: {ran.code}\n{ran.out}{ran.err}"
        return ran

    def process(self, *typed: str, env: Mapping[str, str] | None = None) -> Ran:
        """Run a command as a program of its own."""
        done = subprocess.run(
            [PROGRAM, *typed], env=self.environment(env), capture_output=True, check=False, timeout=120
        )
        return Ran(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    def start(self, *typed: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a command as a program of its own, and do not wait."""
        return subprocess.Popen(
            [PROGRAM, *typed], env=self.environment(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
