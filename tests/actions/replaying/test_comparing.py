"""What differs between two moments, in words and as data."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from actions.people import change_register
from actions.replaying.changes import changes
from actions.replaying.comparing import Compared, Point, compare
from actions.replaying.tape import Tape, load
from engine import register as r
from tests.databases import Database
from tests.factories import Office, make_office


def _compared(office: Office, one: int, other: int) -> Compared:
    with office.house.store.reading() as reading:
        tape = load(office.house, reading, office.reference)
    return compare(tape, Point(one), Point(other))


def _sentences(found: Compared, about: str) -> list[str]:
    return [change.sentence for change in found.changes if change.about == about]


def test_what_was_filed_decided_paused_and_given_is_told(tmp_path: Path, database: Database) -> None:
    """Each kind of thing in words, with how it was before; both orders of the moments tell the same."""
    office = make_office(tmp_path, database)
    office.do("open")
    office.do("submit_artefact", artefact="paper")
    office.do("accept_artefact", artefact="paper")
    added = r.AddPerson(actor="founder", person="nora", name="Nora")
    change_register(office.house, added, request_id="r-1")
    given = r.AssignRole(actor="founder", person="nora", procedure="*", role="lawyer", from_on=office.now.date())
    change_register(office.house, given, request_id="r-2")
    office.do("pause")
    found = _compared(office, 0, 3)
    turned = _compared(office, 3, 0)
    assert (found.turned, turned.turned) == (False, True)
    assert found == replace(turned, turned=False)
    assert found.events == 3
    [paper] = _sentences(found, "artefact")
    assert paper.startswith('"Paper": version 1, accepted by ')
    [paused] = _sentences(found, "state")
    assert paused == "Pause: paused by the authority (event 3)."
    assert any("nora" in said for said in _sentences(found, "role"))
    gates = _sentences(found, "gate")
    assert any("The paper is accepted." in said and "met; before: unmet" in said for said in gates)


def test_a_moment_differs_from_itself_in_nothing(tape: Tape) -> None:
    """No difference is made up."""
    for n in range(0, tape.last, 53):
        found = compare(tape, Point(n), Point(n))
        assert (found.events, found.changes, found.passed) == (0, (), ())


def test_time_alone_makes_a_difference(tape: Tape) -> None:
    """A deadline that nobody touched has run out when the later moment is behind it."""
    n = tape.event_at(tape.recorded[50].at)
    due = min(
        known.due_at for known in tape.state(n).deadlines.values() if known.runs and known.due_at > tape.recorded[n].at
    )
    found = compare(tape, Point(n), Point(n, due + timedelta(seconds=1)))
    assert found.events == 0
    assert any(": passed, ends" in said and "before: running" in said for said in _sentences(found, "deadline"))


def test_the_steps_of_a_history_add_up_to_the_whole(tape: Tape) -> None:
    """What no step changed does not differ between beginning and end, and the first step makes everything new."""
    touched = {
        (change.about, change.name)
        for n in range(1, tape.last + 1)
        for change in changes(tape.snapshot(n - 1), tape.snapshot(n))
    }
    whole = {(change.about, change.name) for change in changes(tape.snapshot(0), tape.snapshot(tape.last))}
    assert whole <= touched
    assert {change.about for change in changes(tape.snapshot(-1), tape.snapshot(0))} >= {"state", "lot"}


def test_gates_that_were_passed_between_are_named(tape: Tape) -> None:
    """With who made the move, in which role, and how much was required."""
    found = compare(tape, Point(0), Point(tape.last))
    assert len(found.passed) == len([1 for _ in tape.of_type(type(tape.recorded[found.passed[0].n].event))])
    first = found.passed[0]
    assert (first.who, first.role_title, first.requirements) == ("pm-1", "Programme manager", 4)
