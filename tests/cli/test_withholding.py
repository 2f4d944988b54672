"""Withholding for good at the command line: previewed, proposed by one, confirmed by another, and said at its place."""

from __future__ import annotations

import pytest

from engine.errors import Busy
from tests.cli.conftest import FolderAt
from tests.cli.line import Line

WHY = ("--reason", "It names somebody.")
OFFICER = ("--role", "records_officer", "--procedure", "all", "--from", "2026-01-01", "--actor", "root")
SECRET = "My aunt Walpurga works there."


@pytest.fixture
def line(folder_at: FolderAt) -> Line:
    """Give a folder in which the lawyer and the chair are records officers, and the owner has declared something."""
    made = folder_at("DRAFT")
    for person in ("lawyer", "chair"):
        made.ok("people", "assign", person, *OFFICER)
    made.ok("declare", "RL-1", "--position", "mitigated", "--details", SECRET, "--actor", "owner")
    return made


def redact(line: Line, *more: str, by: str = "lawyer") -> tuple[int, str]:
    """Propose to withhold the owner's declaration."""
    ran = line.run("redact", "RL-1", "1", "data.details", "--ground", "personal_data", *WHY, "--actor", by, *more)
    return ran.code, ran.out + ran.err


def test_from_the_preview_to_the_place_in_the_history(line: Line) -> None:
    """A dry run first; then two people; then the history, verify and the file itself say that it is gone."""
    instead = ("--instead", "A relative works there.")
    code, told = redact(line, *instead, "--dry-run")
    assert (code, "Goes for good: 1 value" in told, "this was a dry run" in told) == (0, True, True)
    assert "It cannot be undone" in told
    assert SECRET not in told
    assert "Nothing was ever proposed" in line.ok("erasure", "list").out
    code, told = redact(line, *instead)
    assert (code, "seedbed erasure confirm w1" in told) == (0, True)
    assert line.run("erasure", "confirm", "w1", "--yes", "--actor", "lawyer").code == 3
    assert line.run("erasure", "confirm", "w1", "--actor", "chair").code == 2, "nobody is there to say yes"
    assert line.ok("erasure", "confirm", "w1", "--dry-run", "--actor", "chair").out.endswith(
        "1 value and 0 documents would go.\n"
    )
    done = line.ok("erasure", "confirm", "w1", "--yes", "--actor", "chair")
    assert done.out.endswith("w1 is carried out: 1 value and 0 documents gone for good.\n")
    shown = line.ok("history", "RL-1").out
    assert "[withheld: personal data, decided by lawyer, chair on" in shown
    assert 'in its place: "A relative works there."]' in shown
    assert "1 is withheld (1 for personal data)" in line.ok("verify").out
    assert not any(SECRET.encode() in file.read_bytes() for file in line.home.rglob("*") if file.is_file())
    assert line.ok("erasure", "list").out.splitlines()[1].split()[0] == "w1"
    assert line.run("erasure", "show", "w1").code == 2


def test_a_record_that_has_to_be_kept_is_refused_with_what_to_say(line: Line) -> None:
    """The refusal names what is missing; nobody else's role helps."""
    code, told = redact(line)
    assert (code, "--instead" in told) == (3, True)
    code, told = redact(line, "--instead", "Said.", by="owner")
    assert (code, "records_officer" in told) == (7, True)
    code, told = redact(line, "--role", "owner", "--instead", "Said.")
    assert (code, "--role" in told) == (2, True)
    ran = line.run("redact", "RL-1", "1", "details", "--ground", "personal_data", *WHY, "--actor", "lawyer")
    assert (ran.code, "PATH" in ran.err) == (2, True)


def test_a_hold_and_the_list_of_what_is_due(line: Line) -> None:
    """What is due is a list; under a hold there is nothing to decide."""
    about = ("--stage", "plan", "--about", "artefact:paper", "--worked", "Papers.")
    line.ok("lesson", "RL-1", *about, "--actor", "owner")
    assert "RL-1       lesson" in line.ok("retention", "due").out
    assert "Nothing is deleted by itself." in line.ok("retention", "show", "RL-1").out
    line.ok("hold", "place", "RL-1", *WHY, "--actor", "lawyer")
    assert line.ok("retention", "due").out.startswith("Nothing is due")
    purge = ("retention", "purge", "RL-1", "lesson", *WHY, "--actor", "lawyer")
    ran = line.run(*purge)
    assert (ran.code, "legal hold h1 on RL-1" in ran.err) == (3, True)
    assert "h1" in line.ok("hold", "list").out
    line.ok("hold", "lift", "h1", *WHY, "--actor", "chair")
    line.ok(*purge)
    assert line.ok("erasure", "withdraw", "w1", *WHY, "--actor", "chair").out == "w1 was withdrawn: nothing goes.\n"


def test_somebody_is_erased_by_their_address(line: Line) -> None:
    """An e-mail address says who is meant; afterwards it means nobody."""
    line.ok("people", "add", "kim", "--name", "Kim Walpurga", "--email", "kim@city.example", "--actor", "root")
    line.ok("erase", "kim@city.example", *WHY, "--actor", "lawyer")
    line.ok("erasure", "confirm", "w1", "--yes", "--actor", "chair", "--json")
    assert "[withheld]" in line.ok("people", "list").out
    assert line.run("erase", "kim@city.example", *WHY, "--actor", "lawyer").code == 4
    assert not any(b"Kim Walpurga" in file.read_bytes() for file in line.home.rglob("*") if file.is_file())
    assert line.ok("erasure", "finish").out == "Nothing waits to be finished.\n"


def test_doctor_names_what_is_deleted_and_not_yet_scrubbed(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody reads the database the rest waits; the command says so, and doctor remembers."""
    redact(line, "--instead", "Said.")

    def busy(_: object) -> str:
        raise Busy("it is being read")

    with monkeypatch.context() as patch:
        patch.setattr("storage.database.Store.scrub", busy)
        done = line.ok("erasure", "confirm", "w1", "--yes", "--actor", "chair")
    assert "`seedbed erasure finish` does it" in done.err
    assert "w1: deleted, and not yet scrubbed from the disk" in line.ok("doctor").out
    assert line.ok("erasure", "finish").out.startswith("w1 is done: 0 files removed, vacuumed")
    assert "scrubbed" not in line.ok("doctor").out
