"""The waking clock: several at once do each day's work once, a broken wake is told once, a stalled one is roused."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from actions.clockwork.daily import DailyJob
from actions.clockwork.record import clock_history
from flows.clock import Ticking, WakingClock, start_ticking
from storage.database import create_store, open_store
from storage.records import Heartbeat
from tests.actions.clockwork.stepped import Machine, make_machine
from tests.databases import FOUNDED, Database, on_postgresql, on_sqlite

HOUR = timedelta(hours=1)
TICKS = """
import sys, time
from datetime import timedelta, time as hour
from pathlib import Path
from actions.clockwork.daily import DailyJob
from actions.house import open_house
from config.settings import read_settings
from flows.clock import Ticking, WakingClock
home, url, name = sys.argv[1:]
house = open_house(read_settings({"SEEDBED_DATABASE_URL": url}, home=Path(home)))
def work(house, day, now):
    with (Path(home) / "done.txt").open("a") as file:
        file.write(f"{name} {day}\\n")
    return 1
job = DailyJob(name="count", at=hour(0), work=work)
sys.stdin.readline()
clock = WakingClock(Ticking(house, worker=name, say=print, jobs=(job,)), every=timedelta(seconds=0.2))
time.sleep(2)
clock.stop()
time.sleep(0.5)
house.close()
"""


@pytest.fixture
def machine(tmp_path: Path, database: Database) -> Iterator[Machine]:
    """Give a machine with an open procedure."""
    made = make_machine(tmp_path, database)
    yield made
    made.close()


@pytest.fixture
def waking() -> Iterator[Callable[[Callable[[], None], timedelta], WakingClock]]:
    """Give clocks that are stopped again."""
    started: list[WakingClock] = []

    def start(wake: Callable[[], None], every: timedelta) -> WakingClock:
        started.append(WakingClock(wake, every=every))
        return started[-1]

    yield start
    for clock in started:
        clock.stop()


def test_a_clock_that_the_wall_has_stalled_is_roused(
    waking: Callable[[Callable[[], None], timedelta], WakingClock],
) -> None:
    """APScheduler waits for a time on the wall: put back by an hour, it would sleep for one."""
    woken = threading.Event()
    clock = waking(woken.set, timedelta(milliseconds=100))
    assert woken.wait(5)
    [job] = clock._scheduler.get_jobs()
    job.modify(next_run_time=datetime.now(UTC) + HOUR)
    threading.Event().wait(0.3)
    woken.clear()
    assert not woken.wait(0.5)
    clock.rouse()
    assert woken.wait(5)


@on_sqlite
def test_ticking_begins_at_once_and_needs_no_prefect(
    machine: Machine, waking: Callable[[Callable[[], None], timedelta], WakingClock]
) -> None:
    """The first wake comes with the clock, whatever else the worker waits for."""
    house = machine.process()
    clock = waking(lambda: None, HOUR)
    start_ticking(clock, house, worker="w", say=print, every=HOUR)
    beat, looks = None, 0
    while beat is None and looks < 100:
        with house.store.reading() as reading:
            beat = reading.heartbeat()
        threading.Event().wait(0.05)
        looks += 1
    assert beat == Heartbeat(up_since=machine.clock.now(), alive_at=machine.clock.now())


@on_sqlite
def test_what_fails_is_told_once_until_it_changes(machine: Machine) -> None:
    """A disk that is away for an hour does not fill the log with it; an outage and a doubt are told as well."""
    house, said = machine.process(), list[str]()
    broken = True

    def work(*_: object) -> int:
        if broken:
            raise OSError("the disk is away")
        return 0

    ticking = Ticking(house, worker="w", say=said.append, jobs=(DailyJob(name="copy", at=time(8), work=work),))
    ticking()
    assert said == ["The daily job copy failed (OSError: the disk is away); it is tried again."]
    broken = False
    machine.clock.pass_time(minutes=30)
    ticking()
    assert said[1:] == ["No clock ran for 0:30:00: `seedbed outage-report` says what passed meanwhile."]
    machine.clock.put(minutes=10)
    for _ in range(3):
        ticking()
    assert [line for line in said if "put forward or back" in line] == said[2:]
    assert len(said) == 3


@on_sqlite
def test_a_wake_that_cannot_reach_the_store_is_told_and_the_next_one_comes(machine: Machine) -> None:
    """Nothing that goes wrong stops the clock."""
    house, said = machine.process(), list[str]()
    ticking = Ticking(house, worker="w", say=said.append, jobs=())
    Path(machine.database.url.removeprefix("sqlite:///")).write_bytes(b"no database")
    house.store.close()
    ticking()
    ticking()
    [line] = said
    assert line.startswith("The clock: StorageFailed: ")


@on_postgresql
def test_two_processes_on_one_store_do_each_daily_job_once(tmp_path: Path, database: Database) -> None:
    """Both wake five times a second, and start at the same moment."""
    create_store(database.url, mode="live", at=FOUNDED).close()
    command = [sys.executable, "-c", TICKS, str(tmp_path), database.url]
    both = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
        for name in ("one", "two")
    ]
    for process in both:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[0] for process in both]
    assert told == [b"", b""]
    done = (tmp_path / "done.txt").read_text().splitlines()
    days = [line.partition(" ")[2] for line in done]
    assert len(days) == len(set(days)) >= 1
    store = open_store(database.url)
    with store.reading() as reading:
        assert reading.heartbeat() is not None
        assert list(clock_history(reading)) == []
    store.close()
