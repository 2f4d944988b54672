"""Procedures moved in a real store: every reading of the history says what was so under the rules of its day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.perform import Request, perform
from actions.queries.decisions import decisions_of
from actions.queries.funnel import funnel_of
from actions.queries.history import History, history_of_procedure
from actions.queries.moment import moment_of
from actions.rebuild import rebuild
from actions.replaying.comparing import Point, compare
from actions.replaying.step import step_seen
from actions.replaying.tape import load
from actions.replaying.why import why_event
from engine.definition import Definition
from engine.errors import HistoryConflict, Refused
from procedures.loader import LoadedDefinition
from storage.reading import Reading
from tests.actions.rooms import assert_rebuilt, assert_true
from tests.databases import Database
from tests.engine.another_version import LONGER, another
from tests.engine.test_moving import LIMITED, PUBLISHED
from tests.factories import Office, make_office, small
from tests.pilot import TWO, make, way

RENAMED = (("TRIAL", "PILOT"), ("trying", "piloting"), LONGER)
NAMES = (("step", "TRIAL", "PILOT"), ("partner_state", "trying", "piloting"))


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office with a standstill that runs."""
    made = make_office(tmp_path, database)
    made.do("open", title="A better crossing", facts={"big": False, "hurried": False})
    for one in way(small().definition, "DRAFT", "TOLD"):
        make(made, one, partners=TWO)
    made.wait_until(PUBLISHED)
    made.do("publish_notice", notice="N6")
    yield made
    assert_true(made.house)
    assert_rebuilt(made.house)
    made.house.close()


def moved(office: Office, to: LoadedDefinition, **fields: Any) -> tuple[str, ...]:
    """Move the procedure of the office."""
    office.house.definitions.add(to)
    done = office.do("move_procedure", definition=to.digest, **{**LIMITED, **fields})
    office.loaded = to
    return done


def pinned(office: Office, reading: Reading) -> Definition:
    """What it runs under."""
    return moment_of(office.house, reading, "RL-1").definition


def test_every_event_is_told_under_the_rules_of_its_day(office: Office) -> None:
    """History, why, replay and decisions of a procedure whose step and states are called otherwise since."""
    moved(office, another(*RENAMED), names=NAMES)
    office.do("advance", to="STANDSTILL")
    with office.house.store.reading() as reading:
        told = history_of_procedure(office.house, reading, "RL-1")
        tape = load(office.house, reading, "RL-1")
        for n in range(tape.last + 1):
            rules = why_event(office.house, reading, "RL-1", n).rules
            assert rules.version == ("1.0.0" if n < office_move(told) else "2.0.0")
            assert step_seen(tape, n, lambda _: None, ()).n == n
        assert any(one.kind == "definition" for one in decisions_of(office.house, reading, "RL-1").decisions)
        assert pinned(office, reading).version == "2.0.0"
    said = {line.type: line.what for line in told.events}
    assert said["procedure.moved"].startswith("moved the procedure to small_procedure 2.0.0")
    assert "moved the standstill" in said["deadline.recounted"].lower() or "Standstill" in said["deadline.recounted"]


def office_move(told: History) -> int:
    """The event by which it was moved."""
    return next(line.n for line in told.events if line.type == "procedure.moved")


def test_what_was_before_a_move_is_counted_and_corrected_after_it(office: Office) -> None:
    """The funnel knows states by the names that they have now; a correction says what rests on an old event."""
    moved(office, another(*RENAMED), names=NAMES)
    with office.house.store.reading() as reading:
        told = funnel_of(office.house, reading, "RL-1")
        lines = history_of_procedure(office.house, reading, "RL-1").events
        assert next(one.ever for one in told.reached if one.state == "piloting") == 2
    accepted = next(line.n for line in lines if line.type == "artefact.accepted")
    office.do("correct", event=accepted, effect="void")
    assert office.answer is not None
    assert any('the move "Prepare"' in said for said in office.answer.warnings)


def test_the_past_is_shown_under_the_definition_of_the_past(office: Office) -> None:
    """An hour before the move the old definition is in force."""
    before = office.now
    office.wait_until(before.replace(hour=12))
    moved(office, another(LONGER))
    with office.house.store.reading() as reading:
        assert moment_of(office.house, reading, "RL-1", before).definition.version == "1.0.0"
        assert moment_of(office.house, reading, "RL-1").definition.version == "2.0.0"


def test_reminders_follow_the_deadlines_of_the_new_version(office: Office) -> None:
    """The rungs are those of a plan made anew: assert_rebuilt compares the deadlines, this the rungs."""
    moved(office, another(LONGER))
    rows = rungs(office)
    rebuild(office.house)
    assert rungs(office) == rows
    assert any("standstill" in str(row) for row in rows)


def rungs(office: Office) -> list[tuple[Any, ...]]:
    """Every pending rung."""
    with office.house.store.reading() as reading:
        return sorted(map(tuple, reading._session.all("SELECT * FROM reminder")), key=repr)


def test_whoever_saw_an_older_state_is_told_who_was_first(office: Office) -> None:
    """Two people move it: the second has seen what is no longer so."""
    seen = office.state.n
    moved(office, another(LONGER))
    other = another(("title: A small procedure", "title: Another"), version="3.0.0")
    office.house.definitions.add(other)
    command = office.command("move_procedure", definition=other.digest)
    with pytest.raises(HistoryConflict, match=r"procedure\.moved"):
        perform(office.house, Request(command=command, request_id="late", expected_n=seen))


def test_a_move_taken_back_leaves_everything_as_it_was(office: Office) -> None:
    """Deadlines, reminders and gates are those of before; then something rests on a move, and it stays."""
    state, rows = office.state, rungs(office)
    moved(office, another(LONGER))
    office.do("move_back")
    office.loaded = small()
    now = office.state
    assert (now.deadlines, now.definition, now.moved) == (state.deadlines, state.definition, None)
    assert rungs(office) == rows
    moved(office, another(LONGER))
    office.do("advance", to="STANDSTILL")
    with pytest.raises(Refused):
        office.do("move_back")


def test_two_moments_are_compared_across_a_move(office: Office) -> None:
    """What differs says that the definition does."""
    moved(office, another(LONGER))
    with office.house.store.reading() as reading:
        tape = load(office.house, reading, "RL-1")
        found = compare(tape, Point(n=tape.last - 2), Point(n=tape.last))
    assert any(one.name == "definition" for one in found.changes)
