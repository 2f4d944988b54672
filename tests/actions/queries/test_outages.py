"""After a downtime: what passed while nothing ran, what went out late, and who must be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.clockwork.tick import Ticked, tick
from actions.queries.outages import OutageReport, outage_report
from actions.reminders import sending
from actions.reminders.expanding import REMINDER
from storage.database import create_store
from storage.outbox import claim
from tests.databases import Database, on_sqlite
from tests.factories import START, Office, people_of, populate, small, wire
from tests.pilot import make

DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give a live office whose procedure is open for entries for thirty days, on each database."""
    clock = SimulatedClock(START)
    house = wire(tmp_path, create_store(database.url, mode="live", at=START), clock)
    populate(house, people_of(small()), START.date())
    made = Office(house=house, loaded=small(), clock=clock)
    made.do("open")
    make(made, "prepare")
    made.do("set_deadline", deadline="entry_closes", due_at=made.now + 30 * DAY)
    make(made, "open_entry")
    yield made
    made.house.close()


def report(office: Office, **fields: object) -> OutageReport:
    """What the report says now."""
    with office.house.store.reading() as reading:
        return outage_report(office.house, reading, **fields)  # type: ignore[arg-type]


def wake(office: Office) -> Ticked:
    """One wake of the clock, in which nothing fails; what is to be sent is sent."""
    ticked = tick(office.house, office.now)
    assert ticked.errors == ()
    for row in claim(office.house.store, "w", office.now, DAY, 1000, [REMINDER]):
        sending.begin(office.house, row, "console", "w")
        sending.confirm(office.house, row, "console", "there", "w")
    return ticked


def test_without_any_sign_of_life_it_says_so(office: Office) -> None:
    """A folder in which no service ever ran has no outages, and nothing was watched either."""
    found = report(office)
    assert (found.alive_at, found.up_since, found.outages) == (None, None, ())
    assert found.now - found.since == 90 * DAY


def test_while_a_clock_runs_there_is_nothing_to_tell(office: Office) -> None:
    """Since when without a gap."""
    begun = office.now
    for _ in range(5):
        wake(office)
        office.clock.advance(timedelta(seconds=60))
    found = report(office)
    assert (found.up_since, found.outages) == (begun, ())


def test_a_month_without_a_clock_is_told_with_everything_that_it_did(office: Office) -> None:
    """From when to when; what passed at which instant; what went out late and by how much; whom to tell."""
    wake(office)
    stopped, ends = office.now, office.state.deadlines["entry_closes"].due_at
    office.clock.advance(31 * DAY)
    going_on = report(office).outages[0]
    assert (going_on.from_at, going_on.until_at) == (stopped, None)
    assert going_on.reminders_waiting > 0
    assert [one.deadline for one in going_on.deadlines] == ["entry_closes"]
    back = office.now
    wake(office)
    [outage] = report(office).outages
    assert (outage.from_at, outage.until_at, outage.seconds) == (stopped, back, 31 * 86_400)
    [passed] = outage.deadlines
    assert (passed.deadline, passed.passed_at, passed.outcome) == ("entry_closes", ends, "passed")
    assert "manager" in passed.people
    assert outage.reminders
    for late in outage.reminders:
        assert stopped < late.due_at <= back
        assert late.sent_at == back
        assert late.late_seconds == round((back - late.due_at).total_seconds())
    told = {one.person: one.of for one in outage.to_tell}
    assert 'RL-1: "Entry closes" passed' in told["manager"]
    assert outage.reminders_waiting == 0


@on_sqlite
def test_two_outages_are_told_apart_and_old_ones_left_out(office: Office) -> None:
    """``since`` takes those that ended after it."""
    for days in (2, 3):
        wake(office)
        office.clock.advance(days * DAY)
        wake(office)
    assert [one.seconds for one in report(office).outages] == [2 * 86_400, 3 * 86_400]
    assert [one.seconds for one in report(office, since=office.now - DAY).outages] == [3 * 86_400]


@on_sqlite
def test_a_deadline_that_was_missed_is_told_with_when_it_was_recorded(office: Office) -> None:
    """In law it was missed at its own instant; on record it is since the clock came back."""
    big = Office(house=office.house, loaded=small(), clock=office.clock, reference="RL-2")
    big.do("open", facts={"big": True, "hurried": False})
    for move in ("prepare", "open_entry", "sift", "start_trial"):
        make(big, move)
    wake(office)
    ends = big.state.deadlines["review_due"].due_at
    office.clock.advance_to(ends + DAY)
    assert wake(office).missed == 1
    found = {(one.procedure, one.deadline): one for one in report(office).outages[-1].deadlines}
    passed = found["RL-2", "review_due"]
    assert (passed.outcome, passed.passed_at, passed.recorded_at) == ("missed", ends, office.now)
    assert passed.consequence == "The review is owed."
    assert wake(office).missed == 0
