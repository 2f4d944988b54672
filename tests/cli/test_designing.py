"""Definitions published by two people, compared, and running procedures moved, at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, FolderAt
from tests.cli.line import Line

FACTS = ("--fact", "big=no,hurried=no")
WHY = ("--reason", "The rules were improved.")
DESIGNERS = ("writer", "reader_of_it")


@pytest.fixture
def designed(folder_at: FolderAt, tmp_path: Path) -> tuple[Line, Path]:
    """A folder with RL-1 in its draft, two designers, and a sound definition of the house's own."""
    line = folder_at("DRAFT")
    for person in DESIGNERS:
        line.ok("people", "add", person, "--name", person, "--actor", "root")
        since = ("--procedure", "all", "--from", "2026-01-01", "--actor", "root")
        line.ok("people", "assign", person, "--role", "designer", *since)
    return line, tmp_path


def version(folder: Path, number: str, *changes: tuple[str, str]) -> Path:
    """Another version of the small procedure as a file."""
    text = SMALL.read_text(encoding="utf-8").replace("version: 1.0.0", f"version: {number}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / f"small-{number}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_nobody_published_is_not_opened(designed: tuple[Line, Path]) -> None:
    """Exit 3 with the command to type; a trial in a folder of trials goes on."""
    line, folder = designed
    mine = version(folder, "2.0.0")
    typed = ("open", "RL-2", "--definition", str(mine), "--title", "T", *FACTS, "--actor", "manager")
    ran = line.run(*typed)
    assert ran.code == 3, ran.err
    assert "design publish" in ran.err
    line.ok(*typed, "--unpublished")


def test_a_definition_that_the_checkers_refuse_is_not_published(designed: tuple[Line, Path]) -> None:
    """Exit 8 with file, line and rule: nobody's approval replaces a proof."""
    line, folder = designed
    broken = version(folder, "2.0.0", ("to: READY", "to: REDY"))
    assert line.run("design", "publish", str(broken), "--actor", "writer").code == 8


def test_two_versions_are_compared_and_the_procedures_are_counted(designed: tuple[Line, Path]) -> None:
    """Live procedures stay where they are, and the sentence says so."""
    line, folder = designed
    shorter = ("period: { length: 8, unit: working-days", "period: { length: 5, unit: working-days")
    ran = line.ok("design", "diff", str(SMALL), str(version(folder, "2.0.0", shorter)))
    assert '"Standstill" shortened from 8 working days to 5 working days. (TE-SS)' in ran.out
    assert "Affects 1 live procedure (RL-1): they stay on small_procedure 1.0.0 until they are moved." in ran.out


def test_a_move_is_previewed_done_and_taken_back(designed: tuple[Line, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The preview changes nothing; what is done is what it said; the way back is open while nothing rests on it."""
    line, folder = designed
    _all_published(monkeypatch)
    new = version(folder, "2.0.0", ("title: A small procedure", "title: A better small procedure"))
    dry = line.ok("design", "move", "--to", str(new), "RL-1", *WHY, "--actor", "manager", "--dry-run", "--json")
    (seen,) = dry.data["preview"]["procedures"]
    assert not seen["refused"]
    assert line.ok("show", "RL-1", "--json").data["version"] == "1.0.0"
    done = line.ok("design", "move", "--to", str(new), "RL-1", *WHY, "--actor", "manager", "--json")
    assert done.data["preview"]["procedures"] == [seen]
    assert "procedure.moved" in str(done.data["done"][0]["answers"][0]["events"])
    assert line.ok("show", "RL-1", "--json").data["version"] == "2.0.0"
    line.ok("design", "move", "--back", "RL-1", "--reason", "Too early.", "--actor", "manager")
    assert line.ok("show", "RL-1", "--json").data["version"] == "1.0.0"
    assert line.run("design", "move", "--back", "RL-1", "--reason", "Again.", "--actor", "manager").code == 3


def test_a_move_to_what_is_not_published_is_refused(designed: tuple[Line, Path]) -> None:
    """As opening under it is."""
    line, folder = designed
    new = version(folder, "2.0.0")
    assert line.run("design", "move", "--to", str(new), "--all", *WHY, "--actor", "manager").code == 3


def test_bad_usage_is_told(designed: tuple[Line, Path]) -> None:
    """One of --to, --back, --resume; procedures or all of them; a mapping of the right form; a reason."""
    line, folder = designed
    new = str(version(folder, "2.0.0"))
    for typed in (
        ("design", "move", "RL-1"),
        ("design", "move", "--to", new, *WHY),
        ("design", "move", "--to", new, "RL-1"),
        ("design", "move", "--to", new, "RL-1", *WHY, "--map", "TRIAL=PILOT"),
    ):
        assert line.run(*typed, "--actor", "manager").code == 2, typed


def _all_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """The moves are asked about, not the publication."""
    monkeypatch.setattr("actions.designing.publishing.require_published", lambda *_, **__: None)
