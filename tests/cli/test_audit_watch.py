"""An auditor that goes on looking, on the command line."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.cli.line import Line


def test_one_look_tells_how_far_it_verified_and_the_next_only_what_is_new(draft: Line, tmp_path: Path) -> None:
    """With nothing new it says so; every look is a line of its own, as JSON too."""
    draft.ok("ledger", "checkpoint")
    state = ("--state", str(tmp_path / "auditor"))
    first = draft.ok("audit", "watch", "--once", *state)
    assert "verified" in first.out.lower()
    again = json.loads(draft.ok("audit", "watch", "--once", "--json", *state).out)
    assert again["schema"] == "seedbed/audit-round/1"
    assert (again["good"], again["new"]) == (True, 0)


def test_a_memory_inside_the_data_folder_is_refused(draft: Line) -> None:
    """Whoever puts an older copy back would put it back too."""
    ran = draft.run("audit", "watch", "--once", "--state", str(draft.home / "auditor"))
    assert ran.code == 2
    assert "inside the data folder" in ran.err


def test_a_fault_ends_one_look_with_six_and_is_told_again(draft: Line, tmp_path: Path) -> None:
    """A byte changed behind the product's back is told every time."""
    draft.ok("ledger", "checkpoint")
    state = ("--state", str(tmp_path / "auditor"))
    with sqlite3.connect(draft.home / "seedbed.db") as connection:
        triggers = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        changed = "CAST(replace(CAST(canon AS TEXT), 'RL-1', 'RL-2') AS BLOB)"
        connection.execute(f"UPDATE event SET canon = {changed} WHERE stream = 'RL-1' AND n = 0")  # noqa: S608 - ours
    connection.close()
    for _ in range(2):
        ran = draft.run("audit", "watch", "--once", *state)
        assert ran.code == 6
        assert "FAULT" in ran.out + ran.err
