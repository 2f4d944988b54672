"""A move without a service, for real: the embedded workflow server starts, carries out all of it, and stops."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.cli.conftest import SMALL
from tests.cli.line import Line


def test_a_move_alone_is_announced_made_and_followed_up(tmp_path: Path) -> None:
    """Standard output is the one document; the wait and the hint at `seedbed serve` stand beside it."""
    line = Line(home=tmp_path / "home")
    line.ok("init", "--first-admin", "root", "--name", "Root")
    for person, role in (("mia", "manager"), ("oli", "owner")):
        line.ok("people", "add", person, "--name", person.title(), "--actor", "root")
        since = datetime.now(UTC).date().isoformat()
        given = ("--role", role, "--definition", str(SMALL), "--procedure", "all", "--from", since)
        line.ok("people", "assign", person, *given, "--actor", "root")
    facts = ("--fact", "big=no,hurried=no")
    line.ok("open", "RL-1", "--unpublished", "--definition", str(SMALL), "--title", "T", *facts, "--actor", "mia")
    (tmp_path / "paper.txt").write_text("A need.", encoding="utf-8")
    line.ok("attach", "RL-1", "paper", str(tmp_path / "paper.txt"), "--actor", "mia")
    line.ok("accept", "RL-1", "paper", "--actor", "oli")
    line.ok("decide", "RL-1", "go", "--reason", "Yes.", "--actor", "oli")
    for person in ("mia", "oli"):
        line.ok("declare", "RL-1", "--position", "none", "--actor", person)
    ran = line.process("advance", "RL-1", "--to", "READY", "--actor", "mia", "--request-id", "go", "--json")
    assert ran.code == 0, ran.err
    assert [event["type"] for event in ran.data["events"]] == ["gate.decided", "step.entered"]
    assert "`seedbed serve` keeps one running" in ran.err
    again = line.process("advance", "RL-1", "--to", "READY", "--actor", "mia", "--request-id", "go", "--json")
    assert again.data["repeated"] is True
    assert "Starting" not in again.err
    line.ok("verify")
