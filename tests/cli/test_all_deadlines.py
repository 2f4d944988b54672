"""Every deadline of every procedure on the command line, and what people say about one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from tests.actions.clockwork.stepped import SteppedClock
from tests.cli.conftest import FolderAt


def test_the_deadlines_of_all_procedures_are_listed_with_whose_they_are(folder_at: FolderAt) -> None:
    """Soonest first, with the working days left; for machines too."""
    line = folder_at("OPEN")
    shown = line.ok("deadlines").out
    assert "Entry closes (entry_closes)" in shown
    assert "Manager:" in shown
    (one,) = line.ok("deadlines", "--json").data["deadlines"]
    assert (one["deadline"], one["status"], one["owner"]) == ("entry_closes", "running", "manager")
    assert line.ok("deadlines", "--mine", "--actor", "manager", "--json").data["deadlines"][0]["mine"] is True
    assert line.ok("deadlines", "--mine", "--actor", "lawyer", "--json").data["deadlines"] == []
    assert line.ok("deadlines", "--due", "1d", "--json").data["deadlines"] == []
    assert "No deadline of lawyer's is open." in line.ok("deadlines", "--mine", "--actor", "lawyer").out


def test_what_is_asked_for_wrongly_is_told_by_its_option(folder_at: FolderAt) -> None:
    """A span without a unit, and --mine of nobody."""
    line = folder_at("OPEN")
    assert (line.run("deadlines", "--due", "14").code, line.run("deadlines", "--mine").code) == (2, 2)
    assert "--due: expected a span such as 14d" in line.run("deadlines", "--due", "14").err


def test_a_deadline_is_acknowledged_and_only_shortened_by_a_notice_that_says_so(folder_at: FolderAt) -> None:
    """The first is recorded and shown; the second is refused with what is missing."""
    line = folder_at("OPEN")
    line.ok("deadline", "acknowledge", "RL-1", "entry_closes", "--actor", "manager")
    assert "Acknowledged by manager." in line.ok("deadline", "explain", "RL-1", "entry_closes").out
    again = line.run("deadline", "acknowledge", "RL-1", "entry_closes", "--actor", "manager")
    assert again.code == 3
    due = line.ok("deadline", "list", "RL-1", "--json").data["deadlines"][0]["due_at"]
    earlier = f"{due[:10]}T00:01"
    typed = ("deadline", "shorten", "RL-1", "entry_closes", "--due", earlier, "--notice", "N1", "--reference", "X")
    refused = line.run(*typed, "--reason", "Urgent.", "--actor", "manager")
    assert refused.code == 3
    assert "N1 X is not published since the deadline was last changed" in refused.out + refused.err


def test_what_comes_within_the_clocks_error_is_ruled_on_by_who_may(
    folder_at: FolderAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal says what to type; the ruling is one document, and is given once."""
    line = folder_at("OPEN")
    due = datetime.fromisoformat(line.ok("deadline", "list", "RL-1", "--json").data["deadlines"][0]["due_at"])
    late = SteppedClock(due + timedelta(seconds=1))
    monkeypatch.setattr("actions.house.SystemClock", lambda: late)
    refused = line.run("partner", "register", "RL-1", "cog", "--name", "Cog Ltd", "--actor", "manager")
    assert refused.code == 3
    found = re.search(r"seedbed (deadline rule RL-1 entry_closes --about cog --at \S+)", refused.err)
    assert found is not None, refused.err
    typed = (*found[1].split(), "--in-time", "--reason", "The log of the portal.", "--actor", "manager")
    answer = line.ok(*typed, "--json").data
    assert answer["schema"] == "seedbed/answer/1"
    assert answer["events"][0]["type"] == "deadline.ruled"
    assert line.run(*typed).code == 3
    line.ok("partner", "register", "RL-1", "cog", "--name", "Cog Ltd", "--actor", "manager")


def test_a_gate_within_the_clocks_error_of_its_deadline_is_explained_as_unclear(
    folder_at: FolderAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither met nor unmet: a word of its own, and who rules with which command."""
    line = folder_at("OPEN")
    due = datetime.fromisoformat(line.ok("deadline", "list", "RL-1", "--json").data["deadlines"][0]["due_at"])
    monkeypatch.setattr("actions.house.SystemClock", lambda: SteppedClock(due + timedelta(seconds=1)))
    shown = line.ok("explain", "RL-1", "--to", "SIFT").out
    assert "UNCLEAR" in shown
    assert "seedbed deadline rule RL-1 entry_closes --about" in shown
