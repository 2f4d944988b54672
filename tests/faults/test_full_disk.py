"""A disk that is full at any write refuses in words, loses nothing, and is forgotten when there is room again."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.workload import furnish
from config.settings import read_settings
from storage.database import create_store

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("faults", [200, pytest.param(2_000, marks=pytest.mark.long)])
def test_a_disk_that_is_full_at_any_write_loses_nothing(tmp_path: Path, faults: int) -> None:
    """One process runs into it again and again, at random sizes of its files, and works on without a restart."""
    settings = read_settings({}, tmp_path)
    create_store(settings.database_url, mode="live", at=datetime.now(UTC)).close()
    furnish(settings, [], commands=0)
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.cramped", str(tmp_path), str(faults), str(faults)],
        check=True, cwd=ROOT, capture_output=True, text=True, timeout=800,
    )  # fmt: skip
    told = json.loads(run.stdout)
    assert told["wrong"] == []
    assert told["verified"], told["said"]
    assert told["promised"] >= faults
    assert all("Make room" in refusal or "make room" in refusal for refusal in told["refusals"])
    # The document's file and the database ran into it, each for itself.
    assert {refusal.startswith("The artefact could not be kept") for refusal in told["refusals"]} == {True, False}
