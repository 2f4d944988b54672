"""What is read from a history that somebody changed behind the product's back."""

from __future__ import annotations

import sqlite3

import pytest

from tests.cli.conftest import FolderAt
from tests.cli.line import Line


@pytest.fixture
def changed(folder_at: FolderAt) -> Line:
    """Give a folder in which the words of one event of RL-1 were changed with SQL."""
    line = folder_at("READY")
    connection = sqlite3.connect(line.home / "seedbed.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    body = 'CAST(replace(CAST(canon AS TEXT), \'"auth":"claim"\', \'"auth":"token"\') AS BLOB)'
    done = connection.execute(f"UPDATE event SET canon = {body} WHERE stream = 'RL-1' AND n = 2")  # noqa: S608 - ours
    assert done.rowcount == 1
    connection.commit()
    connection.close()
    return line


@pytest.mark.parametrize(
    "typed",
    [
        ("history", "RL-1"),
        ("decisions", "RL-1"),
        ("why", "RL-1", "1"),
        ("replay", "RL-1"),
        ("verify",),
    ],
    ids=" ".join,
)
def test_nothing_is_told_from_a_changed_event(changed: Line, typed: tuple[str, ...]) -> None:
    """It is named, with exit code 6, instead of being shown as if it had been recorded so."""
    ran = changed.run(*typed)
    assert ran.code == 6
    assert "RL-1" in ran.err + ran.out
    assert "token" not in ran.out


def test_what_stood_before_it_can_still_be_read(changed: Line) -> None:
    """The refusal says how."""
    assert "seedbed history RL-1 --event 1" in changed.run("history", "RL-1").err
    assert changed.run("history", "RL-1", "--event", "1").code == 0
