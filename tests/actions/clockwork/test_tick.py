"""One wake of the clock: it says that it is alive, ends outages, and does each day's jobs once, whoever wakes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from actions.clockwork.confirm import ConfirmClock, confirm_clock
from actions.clockwork.daily import KIND, LEASE, RETRY, DailyJob, _enqueue, next_daily
from actions.clockwork.tick import Ticked, tick
from actions.house import House
from engine.clock_record import AnomalyNoticed, OutageEnded
from storage.outbox import claim
from storage.records import Heartbeat
from tests.actions.clockwork.stepped import Machine, make_machine
from tests.actions.rooms import assert_true
from tests.databases import Database, on_sqlite

Days = list[date]


@pytest.fixture
def machine(tmp_path: Path, database: Database) -> Iterator[Machine]:
    """Give a machine with an open procedure, on each database; it is Monday, 2 March 2026, 09:01 in London."""
    made = make_machine(tmp_path, database)
    yield made
    assert_true(made.office.house)
    made.close()


def job(done: Days, name: str = "digest", at: time = time(8), *, working_days_only: bool = True) -> DailyJob:
    """A job that notes for which days it was done."""

    def work(house: House, day: date, now: datetime) -> int:
        assert now >= datetime(day.year, day.month, day.day, tzinfo=UTC)
        done.append(day)
        return 1

    return DailyJob(name=name, at=at, work=work, working_days_only=working_days_only)


def heartbeat(house: House) -> Heartbeat | None:
    """When a clock was last alive."""
    with house.store.reading() as reading:
        return reading.heartbeat()


def wake(machine: Machine, house: House, *jobs: DailyJob) -> Ticked:
    """Wake the clock of a process; nothing of it may fail."""
    ticked = tick(house, machine.clock.now(), worker=f"clock-{machine.houses.index(house)}", jobs=jobs)
    assert ticked.errors == ()
    return ticked


def test_a_clock_writes_when_it_was_alive_every_half_minute(machine: Machine) -> None:
    """One row, written no more often than that."""
    house = machine.process()
    assert heartbeat(house) is None
    begun = machine.clock.now()
    assert wake(machine, house).outage is None
    machine.clock.pass_time(seconds=29)
    wake(machine, house)
    assert heartbeat(house) == Heartbeat(up_since=begun, alive_at=begun)
    machine.clock.pass_time(seconds=1)
    wake(machine, house)
    assert heartbeat(house) == Heartbeat(up_since=begun, alive_at=begun + timedelta(seconds=30))
    assert machine.record() == []
    assert wake(machine, house).idle


def test_after_a_downtime_the_first_of_several_clocks_puts_it_on_record(machine: Machine) -> None:
    """From the last sign of life to this one; the others find it there."""
    houses = [machine.process() for _ in range(3)]
    wake(machine, houses[0])
    stopped = machine.clock.now()
    machine.clock.pass_time(days=31)
    back = machine.clock.now()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda house: wake(machine, house), houses))
    assert machine.record() == [OutageEnded(from_at=stopped, until_at=back)]
    assert heartbeat(houses[0]) == Heartbeat(up_since=back, alive_at=back)


@on_sqlite
def test_a_step_of_the_clock_is_no_downtime(machine: Machine) -> None:
    """Neither when it is noticed nor when somebody confirms that the time is right now."""
    house = machine.process()
    wake(machine, house)
    for span in (timedelta(hours=1), timedelta(hours=-5)):
        machine.clock.pass_time(seconds=10)
        machine.clock.put(seconds=span.total_seconds())
        assert wake(machine, house).in_doubt
        machine.clock.pass_time(seconds=40)
        wake(machine, house)
        vouch = ConfirmClock(actor="root", reason="I looked at another clock.")
        confirm_clock(house, vouch, request_id=f"vouch-{span}")
        machine.clock.pass_time(seconds=40)
        assert not wake(machine, house).in_doubt
    assert not any(isinstance(event, OutageEnded) for event in machine.record())


@on_sqlite
def test_while_the_clock_is_in_doubt_a_wake_counts_without_the_step(machine: Machine) -> None:
    """A clock that is a day ahead brings about nothing of tomorrow's."""
    house, done = machine.process(), Days()
    digest = job(done)
    wake(machine, house, digest)
    machine.clock.put(days=1)
    ticked = wake(machine, house, digest)
    assert (ticked.at, ticked.in_doubt) == (machine.clock.now() - timedelta(days=1), True)
    assert done == [date(2026, 3, 2)]
    assert isinstance(machine.record()[0], AnomalyNoticed)


def test_two_clocks_at_once_do_each_daily_job_once(machine: Machine) -> None:
    """Every half an hour for four days, two clocks wake at the same moment."""
    houses, done = [machine.process(), machine.process()], Days()
    digest, nights = job(done), Days()
    nightly = job(nights, "nightly", time(2, 30), working_days_only=False)
    machine.clock.pass_time(days=3, hours=-2)  # Thursday, 07:01
    with ThreadPoolExecutor(2) as pool:
        for _ in range(4 * 24 * 2 + 4):
            list(pool.map(lambda house: wake(machine, house, digest, nightly), houses))
            machine.clock.pass_time(minutes=30)
    assert done == [date(2026, 3, day) for day in (5, 6, 9)]
    assert nights == [date(2026, 3, day) for day in (5, 6, 7, 8, 9)]


@on_sqlite
def test_a_job_is_due_at_its_local_hour_on_both_sides_of_a_clock_change(machine: Machine) -> None:
    """08:00 in London is 08:00 UTC on Friday 27 March 2026, and 07:00 UTC on Monday the 30th."""
    house = machine.process()
    digest = job(Days())
    friday = next_daily(house, datetime(2026, 3, 27, 7, 59, tzinfo=UTC), [digest])
    assert friday == datetime(2026, 3, 27, 8, tzinfo=UTC)
    assert next_daily(house, friday, [digest]) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert next_daily(house, friday, []) is None


@on_sqlite
def test_a_job_rests_on_holidays_and_beyond_the_calendar_on_weekends_only(machine: Machine) -> None:
    """Good Friday and Easter Monday are not worked; where no calendar knows, a digest comes all the same."""
    house = machine.process()
    digest = job(Days())
    thursday = datetime(2026, 4, 2, 8, tzinfo=UTC)
    assert next_daily(house, thursday, [digest]) == datetime(2026, 4, 7, 7, tzinfo=UTC)
    assert next_daily(house, datetime(2090, 1, 6, 9, tzinfo=UTC), [digest]) == datetime(2090, 1, 9, 8, tzinfo=UTC)


@on_sqlite
def test_a_day_that_passed_while_nothing_ran_is_not_made_up_for(machine: Machine) -> None:
    """One digest on the day of coming back, though late in the day; none for the days before."""
    house, done = machine.process(), Days()
    wake(machine, house, job(done))
    machine.clock.pass_time(days=16, hours=8)
    wake(machine, house, job(done))
    assert done == [date(2026, 3, 2), date(2026, 3, 18)]


def test_a_clock_that_is_killed_in_the_middle_leaves_the_job_to_another(machine: Machine) -> None:
    """When the lease of the dead one is over."""
    dead, alive, done = machine.process(), machine.process(), Days()
    digest = job(done)
    tick(dead, machine.clock.now(), jobs=(digest,), beating=False)
    done.clear()
    machine.clock.pass_time(days=1)
    _enqueue(dead, machine.clock.now(), [digest])
    assert len(claim(dead.store, "dead", machine.clock.now(), LEASE, 8, (KIND,))) == 1
    wake(machine, alive, digest)
    assert done == []
    machine.clock.pass_time(seconds=LEASE.total_seconds())
    wake(machine, alive, digest)
    assert done == [date(2026, 3, 3)]


@on_sqlite
def test_a_job_that_fails_is_tried_again_and_holds_up_nothing(machine: Machine) -> None:
    """It is told, with its reason; the heartbeat and the other jobs go on."""
    house, done = machine.process(), Days()
    broken = [True]

    def work(house: House, day: date, now: datetime) -> int:
        if broken[0]:
            raise OSError("the disk is away")
        return 3

    fragile = DailyJob(name="fragile", at=time(8), work=work)
    ticked = wake(machine, house, fragile, job(done))
    assert {one.name: one.error for one in ticked.jobs} == {"fragile": "OSError: the disk is away", "digest": None}
    assert heartbeat(house) is not None
    broken[0] = False
    machine.clock.pass_time(seconds=RETRY.total_seconds())
    ticked = wake(machine, house, fragile, job(done))
    assert [(one.name, one.count) for one in ticked.jobs] == [("fragile", 3)]
    assert done == [date(2026, 3, 2)]


@on_sqlite
def test_a_part_that_fails_is_told_and_holds_up_no_other(machine: Machine) -> None:
    """The daily jobs are done though the heartbeat cannot be written."""
    house, done = machine.process(), Days()
    with house.store.transaction() as tx:
        tx._session.write("DROP TABLE heartbeat")
        tx._session.write(
            "CREATE TABLE heartbeat (id INTEGER, up_since TEXT, alive_at TEXT CHECK (alive_at = 'never'))"
        )
    ticked = tick(house, machine.clock.now(), jobs=(job(done),))
    assert [error.partition(":")[0] for error in ticked.errors] == ["heartbeat"]
    assert done == [date(2026, 3, 2)]
