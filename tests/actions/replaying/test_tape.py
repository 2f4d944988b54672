"""The tape: the state after any event, forwards, backwards and by jumps, is the replay of the history up to it."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from actions.people import change_register
from actions.replaying.gates import gate_passed, gates_after
from actions.replaying.tape import Tape, load
from config.calendars import CalendarDataInvalid
from engine import events as e
from engine import register as r
from engine.errors import InvalidInput, NotFound
from engine.evolve import evolve, replay
from engine.state import State
from tests.databases import Database
from tests.factories import Office, make_office
from tests.journeys.conftest import Played


def test_the_state_after_every_event_is_the_replay_up_to_it(tape: Tape) -> None:
    """However one comes to an event, what is shown there is what a fresh replay of the first n events gives."""
    dice = random.Random(4)
    forwards, backwards = range(tape.last + 1), range(tape.last, -1, -1)
    jumps = [dice.randrange(tape.last + 1) for _ in range(300)]
    wanted = {n: replay(tape.recorded[: n + 1], tape.procedure) for n in {*jumps, *range(0, tape.last, 37)}}
    for way in (jumps, backwards, forwards):
        for n in way:
            state = tape.state(n)
            assert state.n == n
            if n in wanted:
                assert state == wanted[n]


def test_stepping_back_is_as_little_work_as_stepping_on(tape: Tape, monkeypatch: pytest.MonkeyPatch) -> None:
    """A jump costs no more events than lie between two kept states, however long the history; a step hardly one."""
    counted: list[int] = []

    def counting(state: State, happened: e.Recorded) -> State:
        counted.append(happened.n)
        return evolve(state, happened)

    monkeypatch.setattr("actions.replaying.tape.evolve", counting)
    for n in range(tape.last, -1, -1):
        tape.state(n)
    assert len(counted) <= 1.1 * tape.last
    dice = random.Random(5)
    for _ in range(200):
        counted.clear()
        tape.state(dice.randrange(tape.last + 1))
        assert len(counted) <= 200


def test_before_the_first_event_there_is_nothing(tape: Tape) -> None:
    """A replay begins with a procedure that does not exist."""
    assert not tape.state(-1).exists


def test_a_moment_is_the_newest_event_until_then(tape: Tape) -> None:
    """An instant snaps to what was recorded at or before it; before the opening there is nothing to see."""
    first, third = tape.recorded[0].at, tape.recorded[3].at
    assert tape.event_at(first) == max(n for n, one in enumerate(tape.recorded) if one.at == first)
    assert tape.event_at(third + timedelta(days=9999)) == tape.last
    with pytest.raises(NotFound, match="did not exist yet"):
        tape.event_at(first - timedelta(microseconds=1))
    with pytest.raises(InvalidInput, match="there is no event 99999"):
        tape.numbered(99999)


def test_every_gate_that_was_passed_comes_out_the_same_when_it_is_asked_again(tape: Tape) -> None:
    """Definition, calendar, state and instant of that day give requirement for requirement what was recorded."""
    passed = [gate_passed(tape, n) for n, _ in tape.of_type(e.GateDecided)]
    assert len(passed) >= 15
    assert all(one is not None and one.agrees for one in passed)
    assert gate_passed(tape, 0) is None


def test_gates_are_found_forwards_and_backwards(tape: Tape) -> None:
    """The keys for the next and the previous gate decision meet every one of them."""
    wanted = [n for n, _ in tape.of_type(e.GateDecided)]
    found, n = [], -1
    while (following := tape.next_gate(n)) is not None:
        found.append(n := following)
    assert found == wanted
    assert tape.previous_gate(wanted[3]) == wanted[2]
    assert tape.previous_gate(wanted[0]) is None


def test_nothing_leads_on_from_an_end(tmp_path: Path, database: Database) -> None:
    """A procedure that was ended early has no gates any more."""
    office = make_office(tmp_path, database)
    office.do("open")
    office.do("terminate")
    assert gates_after(_tape(office), 0)
    assert gates_after(_tape(office), 1) == ()


def test_roles_are_those_of_the_day_as_they_were_recorded_by_then(tmp_path: Path, database: Database) -> None:
    """A role given today from a day long past did not stand in anybody's way then, and one ended since still counts."""
    office = make_office(tmp_path, database)
    office.do("open")
    day = office.now.date()
    office.clock.advance(timedelta(days=3))
    founder = "founder"
    added = r.AddPerson(actor=founder, person="late", name="Late")
    change_register(office.house, added, request_id="r-1")
    given = r.AssignRole(actor=founder, person="late", procedure="*", role="owner", from_on=day)
    change_register(office.house, given, request_id="r-2")
    with office.house.store.reading() as reading:
        mine = next(row.id for row in reading.assignments(person="owner") if row.role == "owner")
    ended = r.EndAssignment(actor=founder, assignment=mine, to_on=day + timedelta(days=1))
    change_register(office.house, ended, request_id="r-3")
    office.do("pause", actor="late", role="owner")
    tape = _tape(office)
    assert "owner" in tape.holders(0)["owner"]
    assert "late" not in tape.holders(0)["owner"]
    assert "owner" not in tape.holders(tape.last)["owner"]
    assert "late" in tape.holders(tape.last)["owner"]


def test_a_calendar_that_is_gone_keeps_no_history_closed(tmp_path: Path, database: Database) -> None:
    """States are still told; gates that were not passed are not guessed from another calendar."""
    office = make_office(tmp_path, database)
    office.do("open")
    office.do("pause")
    tape = _tape(office)
    lost = CalendarDataInvalid("The calendar is gone.")
    tape._shelf.calendars[tape.state(0).calendar] = lost
    assert tape.state(1).paused_n == 1
    with pytest.raises(CalendarDataInvalid, match="gone"):
        gates_after(tape, 1)


def _tape(office: Office) -> Tape:
    with office.house.store.reading() as reading:
        return load(office.house, reading, office.reference)


@pytest.mark.parametrize("name", ["RL-9", r.REGISTER, "clock", "audit"])
def test_only_a_procedure_is_replayed(played: Played, name: str) -> None:
    """Neither what is not there, nor the streams that are no procedure's."""
    with played.stage.house.store.reading() as reading, pytest.raises(NotFound):
        load(played.stage.house, reading, name)
