"""A full disk refuses, says so, loses nothing that was acknowledged, and is forgotten when there is room again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage import sqlite
from storage.database import Store, open_store
from storage.verify import verify_chain
from tests.databases import Database, on_sqlite

ROOT = Path(__file__).parents[2]


@on_sqlite
@pytest.mark.parametrize(("mode", "room"), [("wal", 1_500_000), ("truncate", 300_000)])
def test_a_full_disk_loses_nothing_that_was_acknowledged(
    database: Database, store: Store, mode: str, room: int
) -> None:
    """Commands are refused in words while the disk is full; all before are there; the next works without a restart."""
    store.close()
    start = "" if mode == "wal" else "import storage.sqlite; storage.sqlite.FIRST_WITHOUT_WAL_BUG = (9,);"
    script = f"import sys; {start} from tests.storage.filler import fill; fill(sys.argv[1], {room})"
    run = subprocess.run(
        [sys.executable, "-c", script, database.url], check=True, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    acknowledged, readable, refusal = run.stdout.strip().split("\n")
    assert "the disk is full or failing; nothing was kept" in refusal
    assert int(acknowledged) > 20
    assert readable == acknowledged
    assert sqlite.FIRST_WITHOUT_WAL_BUG == (3, 51, 3)
    opened = open_store(database.url)
    with opened.reading() as reading:
        report = verify_chain(reading)
    opened.close()
    assert (report.good, report.events) == (True, int(acknowledged) + 1)
