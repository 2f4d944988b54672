"""The calendar of a procedure's deadlines as its history unfolds: identities stay, changes count up, all stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions.queries.calendar_entries import Entries, EntryCache, entries_for, entries_of
from engine.reminders.plan import Kind, rungs
from engine.time.local_time import end_of_day
from exports.icalendar.calendar import to_icalendar
from exports.icalendar.entry import CalendarEntry, Standing
from tests.databases import Database
from tests.factories import Office, make_office
from tests.pilot import TWO, make, way


@pytest.fixture
def draft(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office in which nothing is open yet."""
    made = make_office(tmp_path, database)
    yield made
    made.house.close()


@pytest.fixture
def office(draft: Office) -> Office:
    """Give a procedure that is open for applications."""
    made = draft
    made.do("open", title="A better crossing; with, care", facts={"big": True, "hurried": False})
    for move in way(made.definition, "DRAFT", "OPEN"):
        make(made, move, partners=TWO)
    return made


def entries(office: Office) -> dict[str, CalendarEntry]:
    """The calendar of the procedure by deadline."""
    with office.house.store.reading() as reading:
        return {entry.deadline: entry for entry in entries_of(office.house, reading, office.reference)}


def all_entries(office: Office) -> Entries:
    """The calendar of everything."""
    with office.house.store.reading() as reading:
        return entries_for(office.house, reading)


def test_each_deadline_with_a_date_is_one_entry(office: Office) -> None:
    """As many as the state has, each at its own time, on the store's name."""
    state, found = office.state, entries(office)
    assert set(found) == set(state.deadlines)
    assert found["entry_closes"].due == state.deadlines["entry_closes"].due_at
    assert found["entry_closes"].standing is Standing.RUNNING
    assert {entry.uid for entry in found.values()} == {f"{name}.RL-1@seedbed.local" for name in found}


def test_alarms_are_the_instants_at_which_reminders_go_out(office: Office) -> None:
    """The calendar on the telephone and the message in the mail call at the same moment."""
    state, definition = office.state, office.definition
    calendar = office.house.pinned_calendar(state.calendar)
    planned = [rung for rung in rungs(definition, state, calendar) if rung.deadline == "entry_closes"]
    expected = {rung.due_at for rung in planned if rung.kind is not Kind.OVERDUE}
    assert expected
    assert set(entries(office)["entry_closes"].alarms) == expected


def test_an_extension_raises_the_sequence_and_keeps_the_identity(office: Office) -> None:
    """A moved deadline is the same event, later, dated by the event that moved it."""
    before = entries(office)["entry_closes"]
    office.clock.advance(timedelta(hours=1))
    later = office.state.deadlines["entry_closes"].due_at + timedelta(days=7)
    office.do("extend_deadline", deadline="entry_closes", due_at=later, reason="Late answers.")
    after = entries(office)["entry_closes"]
    assert (after.uid, after.sequence, after.due) == (before.uid, before.sequence + 1, later)
    assert after.changed_at == office.state.at


def test_what_does_not_concern_a_deadline_leaves_its_entry_alone(office: Office) -> None:
    """A lesson, a letter or a word on the deadline is no change that a calendar shows."""
    before = all_entries(office)
    office.clock.advance(timedelta(hours=1))
    office.do("record_lesson", stage="entry", about="procedure")
    office.do("acknowledge_deadline", deadline="entry_closes")
    assert all_entries(office) == before


def test_a_stopped_clock_is_said_and_goes_on_again(office: Office) -> None:
    """While a deadline stands still its date binds nobody, and no alarm rings."""
    before = entries(office)["entry_closes"]
    office.do("pause", reason="The site is flooded.")
    stopped = entries(office)["entry_closes"]
    assert (stopped.standing, stopped.alarms, stopped.sequence) == (Standing.STANDING_STILL, (), before.sequence + 1)
    office.clock.advance(timedelta(days=3))
    office.do("unpause")
    resumed = entries(office)["entry_closes"]
    assert (resumed.standing, resumed.sequence) == (Standing.RUNNING, before.sequence + 2)
    assert resumed.due != before.due


def test_the_end_of_the_procedure_cancels_what_ran(office: Office) -> None:
    """It is cancelled and stays: a program that never hears of it again would keep it as it was."""
    before = entries(office)["entry_closes"]
    office.do("terminate", reason="The need is gone.")
    after = entries(office)["entry_closes"]
    assert (after.standing, after.alarms, after.sequence) == (Standing.CANCELLED, (), before.sequence + 1)
    assert b"STATUS:CANCELLED" in to_icalendar(all_entries(office), name="x")


def test_a_deadline_counted_in_days_is_a_day(office: Office) -> None:
    """What ends with the last microsecond of a day is shown as that day, not as a minute to midnight."""
    for move in way(office.definition, "OPEN", "TRIAL"):
        make(office, move, partners=TWO)
    due = entries(office)["review_due"].due
    known = office.state.deadlines["review_due"]
    assert due == known.last_on
    assert known.last_on is not None
    assert end_of_day(known.last_on, office.definition.zone) - known.due_at == timedelta(microseconds=1)


def test_along_a_whole_procedure_nothing_vanishes_and_no_number_falls(draft: Office) -> None:
    """After every move: every identity that was ever told is told again, and a changed entry has a higher number."""
    office = draft
    office.do("open", facts={"big": True, "hurried": False})
    told: dict[str, CalendarEntry] = {}
    for move in way(office.definition, "DRAFT", "DONE"):
        make(office, move, partners=TWO)
        found = {entry.uid: entry for entry in all_entries(office)}
        assert set(told) <= set(found)
        for uid, before in told.items():
            after = found[uid]
            assert after == before or after.sequence > before.sequence, (move, before, after)
        told = found
    assert len(told) >= 5
    assert Standing.MET in {entry.standing for entry in told.values()}
    assert {entry.standing for entry in told.values()} - {Standing.RUNNING, Standing.PLANNED}


def test_the_calendar_follows_from_the_history_alone(office: Office) -> None:
    """A year later, in another process, from a cache or afresh: the same bytes."""
    first = to_icalendar(all_entries(office), name="x")
    office.clock.advance(timedelta(days=400))
    cache = EntryCache()
    with office.house.store.reading() as reading:
        for _ in range(2):
            assert to_icalendar(entries_for(office.house, reading, cache=cache), name="x") == first


def test_only_the_procedures_on_which_somebody_holds_a_role_today(office: Office) -> None:
    """Whoever holds nothing sees nothing, and so does whoever is not known at all."""
    with office.house.store.reading() as reading:
        assert entries_for(office.house, reading, "manager") == entries_for(office.house, reading)
        assert entries_for(office.house, reading, "stranger") == ()
