"""What keeps a service from being ready, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from actions.clock import Watch
from actions.clockwork.anomalies import watch
from actions.house import House
from actions.perform import perform
from storage.outbox import claim, finish
from tests.actions.clockwork.stepped import SteppedClock
from tests.databases import Database
from tests.flows.site import make_site, open_procedure, start_trial
from web import health
from web.desk import Desk
from web.health import Finding, look


@pytest.fixture
def desk(tmp_path: Path, database: Database) -> Iterator[Desk]:
    """Give the service's view of a house in which four consequences wait."""
    house = make_site(tmp_path / "home", SEEDBED_DATABASE_URL=database.url)
    open_procedure(house, "RL-1")
    perform(house, start_trial("RL-1"))
    yield Desk(house=house, token="t", advance=lambda asked: perform(house, asked), prefect_answers=lambda: True)
    house.close()


def finding(desk: Desk, name: str) -> Finding:
    """One thing looked at."""
    return next(one for one in look(desk) if one.name == name)


def change(house: House, sql: str, *parameters: object) -> None:
    """Put the outbox into a state that takes long to reach."""
    with house.store.writing_beside() as session:
        session.run(sql, parameters)


def test_what_has_just_come_does_not_keep_it_from_being_ready(desk: Desk) -> None:
    """Four rows wait, for a moment."""
    found = finding(desk, "outbox")
    assert found.ok
    assert found.facts["waiting"] == 4
    assert found.facts["oldest_seconds"] < 60


def test_what_is_done_is_not_counted(desk: Desk) -> None:
    """Only what waits is of interest."""
    now = desk.house.clock.now()
    for row in claim(desk.house.store, "w", now, timedelta(minutes=1), 10):
        finish(desk.house.store, row, {}, now)
    assert finding(desk, "outbox").facts == {"waiting": 0, "oldest_seconds": 0.0, "given_up": 0, "last_given_up": []}


def test_what_waits_too_long_does(desk: Desk) -> None:
    """A quarter of an hour without a worker is too long."""
    change(desk.house, "UPDATE outbox SET due_at = ? WHERE kind = ?", "2026-01-01T00:00:00.000000Z", "draft_notice")
    assert not finding(desk, "outbox").ok


def test_what_was_given_up_does_and_is_named(desk: Desk) -> None:
    """A person has to look, and is told where."""
    change(desk.house, "UPDATE outbox SET dead_at = due_at WHERE kind = ?", "draft_notice")
    found = finding(desk, "outbox")
    assert not found.ok
    assert found.facts["given_up"] == 1
    assert found.facts["last_given_up"][0].startswith("RL-1: draft_notice ")


def test_a_disk_that_fills_up_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is full, not after."""
    assert finding(desk, "disk").ok
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 2**62)
    assert not finding(desk, "disk").ok


def test_a_prefect_that_is_away_does(desk: Desk) -> None:
    """No move can be made then."""
    away = Desk(house=desk.house, token="t", advance=desk.advance, prefect_answers=lambda: False)
    assert not finding(away, "prefect").ok


def test_a_clock_in_doubt_does_and_says_so(desk: Desk) -> None:
    """What hangs on the time is refused until an administrator has looked: whoever watches over it learns of it."""
    assert finding(desk, "clock") == Finding(name="clock", ok=True, facts={"unconfirmed_steps": 0, "ahead_ms": 0})
    clock = SteppedClock(desk.house.clock.now())
    with replaced_clock(desk.house, clock):
        clock.put(hours=1)
        watch(desk.house)
    found = finding(desk, "clock")
    assert (found.ok, found.facts["unconfirmed_steps"]) == (False, 1)


@contextmanager
def replaced_clock(house: House, clock: SteppedClock) -> Iterator[None]:
    """A process on the same folder whose clock somebody puts forward."""
    before = house.clock, house.watch
    house.clock, house.watch = clock, Watch(clock)
    yield
    house.clock, house.watch = before
