"""Hostile arguments: each gets its sentence and exit code, and nothing is half done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, FolderAt
from tests.cli.line import Line

NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "../../etc/passwd",
    "RL-1; DROP TABLE event",
    "'; DELETE FROM event; --",
    "--json",
    "\u202egnp.exe",
    "\ud800",
    "\u0662",
    "\U0001d57d\U0001d577-\U0001d7d9",
    "RL-1\n",
    "x" * 100_000,
    "%s%s%n",
    "{0}",
    "[red]x[/red]",
    "\x1b[31mred",
]


@pytest.mark.parametrize("typed", NASTY)
def test_a_nasty_reference_is_not_found(draft: Line, typed: str) -> None:
    """Reading commands look it up and do not find it, whatever it is."""
    ran = draft.run("show", "--", typed)
    assert ran.code in (2, 4)
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.err


@pytest.mark.parametrize("typed", NASTY)
def test_a_nasty_name_never_reaches_the_history(draft: Line, typed: str) -> None:
    """Names of partners, artefacts, deadlines: bad input, turned away, or not found, and the history stays as it is."""
    for command in (
        ("attach", "RL-1", "--actor", "manager", "--", typed, str(SMALL)),
        ("partner", "move", "RL-1", "--actor", "manager", "--", typed, "leave"),
        ("deadline", "set", "RL-1", "--due", "2099-01-01T12:00", "--actor", "manager", "--", typed),
        (
            "open",
            "--definition",
            str(SMALL),
            "--title",
            "T",
            "--fact",
            "big=no,hurried=no",
            "--actor",
            "manager",
            "--",
            typed,
        ),
        ("pause", "RL-1", "--reason", "x", f"--actor={typed}"),
    ):
        ran = draft.run(*command)
        assert ran.code in (2, 3, 4, 7, 75), (command, ran)
        assert "unexpected" not in ran.err
    assert len(draft.ok("history", "RL-1", "--json").data["events"]) == 1
    draft.ok("verify")


@pytest.mark.parametrize("typed", [text for text in NASTY if text.strip() and "\ud800" not in text])
def test_nasty_words_are_kept_as_they_are_and_shown_as_text(draft: Line, typed: str) -> None:
    """A reason may hold anything; on the screen it steers nothing."""
    ran = draft.run("pause", "RL-1", f"--reason={typed}", "--actor", "owner")
    if ran.code == 2:
        assert "--reason" in ran.err
        return
    assert ran.code == 0
    shown = draft.ok("history", "RL-1").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\x00" not in shown
    words = draft.ok("history", "RL-1", "--json").data["events"][-1]["words"]
    assert words[0]["text"] == typed.strip()
    draft.ok("verify")


def test_a_line_end_in_a_reason_cannot_pass_for_an_event(draft: Line) -> None:
    """What people write stays inside its quotation marks, indented and marked."""
    forged = "fine\n  99  2 March 2026, 09:00 (London)  owner, Owner (proof)\n      approved everything"
    draft.ok("pause", "RL-1", "--reason", forged, "--actor", "owner")
    assert not any(line.startswith("  99") for line in draft.ok("history", "RL-1").out.splitlines())


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("missing.txt", 4, "There is no file"),
        ("folder.txt", 2, "is a folder"),
        ("empty.txt", 2, "is empty"),
        ("pipe.txt", 2, "not an ordinary file"),
        ("big.txt", 3, "the most is 1,000"),
        ("what.xyz", 2, "--media-type"),
        ("picture.png", 3, "image/png is not one of"),
        ("loop.txt", 2, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_filed_is_refused_and_not_kept(
    draft: Line, tmp_path: Path, name: str, code: int, told: str
) -> None:
    """Missing, a folder, empty, a pipe, too big, of an unknown or unwanted kind, a link to itself."""
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "big.txt").write_bytes(b"x" * 1001)
    (tmp_path / "what.xyz").write_text("x", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    ran = draft.run("attach", "RL-1", "paper", str(tmp_path / name), "--actor", "manager")
    assert ran.code == code
    assert told in ran.err
    kept = [path for path in (draft.home / "artefacts").rglob("*") if path.is_file()]
    assert kept == []


@pytest.mark.parametrize(
    "name", ["..txt", " .txt", "a\nb.txt", "con.txt", "résumé\u202e.txt", "x" * 240 + ".txt", "-rf.txt"]
)
def test_the_name_of_a_file_is_shown_and_never_obeyed(draft: Line, tmp_path: Path, name: str) -> None:
    """Whatever a file is called, its bytes lie under their hash, and its name is made harmless."""
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / name
    path.write_text("A need.", encoding="utf-8")
    draft.ok("attach", "RL-1", "paper", "--actor", "manager", "--media-type", "text/plain", "--", str(path))
    kept = [found.name for found in (draft.home / "artefacts").rglob("*") if found.is_file()]
    assert all(len(found) == 64 for found in kept)
    words = draft.ok("history", "RL-1", "--json").data["events"][-1]["words"][0]["text"]
    assert words
    assert "/" not in words
    assert "\n" not in words
    assert "\u202e" not in words


def test_a_definition_that_is_wrong_is_named_by_file_and_line(empty: Line, tmp_path: Path) -> None:
    """Exit code 8; every fault with its line."""
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL.read_text(encoding="utf-8").replace("to: READY", "to: REDY"), encoding="utf-8")
    for command in (
        ("procedures", "check", str(path)),
        ("procedures", "show", str(path)),
        ("open", "RL-2", "--definition", str(path), "--title", "T", "--actor", "manager"),
    ):
        ran = empty.run(*command)
        assert ran.code == 8
        assert f"{path}:" in ran.err
        assert "REDY" in ran.err
    assert empty.run("procedures", "check", str(tmp_path / "none.yaml")).code == 4
    assert empty.run("procedures", "check", str(tmp_path)).code in (2, 4, 8)
    assert "uk_innovative_partnership" in empty.run("procedures", "show", "uk_inovative_partnership").err


def test_numbers_out_of_all_proportion_are_refused(folder_at: FolderAt) -> None:
    """Too big for a period, a score, an event or a sum."""
    line = folder_at("ASSESS")
    compute = ("deadline", "compute", "--from", "2026-01-01", "--counting", "after")
    for days in ("0", "-1", "36526", "9" * 30):
        assert line.run(*compute, "--days", days).code == 2, days
    assert line.run(*compute, "--working-days", "36000").code == 3
    assert line.run(*compute).code == 2
    assert line.run(*compute, "--days", "1", "--working-days", "1").code == 2
    assert line.run(*compute, "--days", "1", "--calendar", "../../etc").code == 2
    assert line.run("correct", "RL-1", "9" * 30, "--reason", "x", "--actor", "lawyer").code in (2, 3)
    score = ("partner", "score", "RL-1", "acme", "final", "worth")
    assert line.run(*score, "9" * 30, "--reason", "x", "--actor", "assessor").code == 2
    assert line.run("money", "envelope", "RL-1", "trials", "9" * 30, "--actor", "treasurer").code == 2


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (("--from", "2027-12-23", "--working-days", "8", "--counting", "beginning-with"), "2028-01-07"),
        (("--from", "2026-10-30", "--days", "25", "--counting", "after"), "2026-11-24"),
    ],
)
def test_a_period_is_computed_and_explained_day_by_day(draft: Line, typed: tuple[str, ...], day: str) -> None:
    """The ISO date alone for people and scripts; each day with its reason as a document."""
    assert draft.ok("deadline", "compute", *typed).out == f"{day}\n"
    found = draft.ok("deadline", "compute", *typed, "--json").data
    assert found["last_on"] == day
    assert all(one["reason"] for one in found["days"])
    assert found["days"][-1]["on"] == day
