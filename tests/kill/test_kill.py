"""Kill -9 in the middle of everything: nothing acknowledged is lost, nothing is half there, the next command works."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.rooms import assert_rebuilt
from tests.databases import Database, on_postgresql, on_sqlite
from tests.kill.house_of_cards import Ruins
from tests.kill.worker import Plan


@pytest.fixture
def ruins(tmp_path: Path, database: Database) -> Iterator[Ruins]:
    """Give a store to kill workers in; at the end its projections are made again from its history."""
    made = Ruins(tmp_path, database)
    yield made
    with made.house() as house:
        assert_rebuilt(house)


def kill_at_random(ruins: Ruins, times: int, seed: int) -> None:
    """Kill one worker after the other, each after a random while, and inspect the ruins each time."""
    rng = random.Random(seed)
    for _ in range(times):
        ruins.kill_after(rng.uniform(0, 0.08))
        ruins.inspect()
    assert len(ruins.answered) > times


@on_sqlite
def test_killed_at_random_on_sqlite(ruins: Ruins) -> None:
    """Twenty workers, one after the other, on one store."""
    kill_at_random(ruins, 20, seed=1)


@on_postgresql
def test_killed_at_random_on_postgresql(ruins: Ruins) -> None:
    """The server rolls back what the dead had begun."""
    kill_at_random(ruins, 6, seed=2)


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("seed", range(100, 125))
def test_killed_five_hundred_times(ruins: Ruins, seed: int) -> None:
    """On each database: twenty times in each of twenty-five stores, because one store's years end with the calendar."""
    kill_at_random(ruins, 20, seed=seed)


def kill_at_calls(ruins: Ruins, calls: range, *, rebuilding: bool = False) -> None:
    """Kill one worker before and after each of these calls; one that makes fewer dies at the end of its command."""
    for call in calls:
        for after in (False, True):
            ruins.let_die(Plan(command=0, call=call, after=after, rebuilding=rebuilding))
            ruins.inspect()


@on_sqlite
def test_killed_at_each_call_of_the_database_on_sqlite(ruins: Ruins) -> None:
    """Before and after each statement of a command, the commit included."""
    kill_at_calls(ruins, range(20))


@on_postgresql
def test_killed_at_calls_of_the_database_on_postgresql(ruins: Ruins) -> None:
    """The same on a server."""
    kill_at_calls(ruins, range(0, 14, 2))


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_killed_twenty_times_at_each_call_of_the_database(ruins: Ruins) -> None:
    """On each database: before and after every statement and every commit of a command, twenty commands each."""
    for _ in range(20):
        kill_at_calls(ruins, range(20))


def test_killed_while_projections_are_made_again(ruins: Ruins) -> None:
    """Whoever comes next finds the old ones or the new ones, never some of them."""
    ruins.kill_after(0.2)
    ruins.inspect()
    kill_at_calls(ruins, range(0, 40, 6), rebuilding=True)
