"""Looks at a world from outside: the oracle over its history, the store against its replay, the outages on record."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

from storage import reminders
from storage.reading import Reading
from storage.reminders import ReminderRow
from tests.actions.rooms import assert_rebuilt, assert_true
from tests.simulation.book import Book, moment, opened
from tests.simulation.dice import BEGIN
from tests.simulation.faults import Window
from tests.simulation.oracle import Oracle
from tests.simulation.rungs import AT_MOST, Wrong
from tests.simulation.world import World

LONG = timedelta(seconds=90)
"""Three heartbeats: a longer silence is an outage."""

Silence = tuple[datetime, datetime]
"""From the last sign of life to the next."""


def judge(world: World, until: datetime) -> Counter[str]:
    """Raise ``Wrong`` when anything that was recorded or sent up to an instant is not as it had to be."""
    with world.desk.house.store.reading() as reading:
        book = opened(reading, world.calendars)
    span = Window(BEGIN, until, "what is looked at")
    found = Oracle(book, world.windows, world.post.outages, span).judge(world.post.arrived)
    _outages(world, book)
    if found["repeats"] > world.crashes + world.stalls + len(world.post.torn):
        raise Wrong(f"{found['repeats']} repeats, and only {world.crashes} crashes and {world.stalls} stalls")
    return found


def at_restart(world: World) -> None:
    """Whatever happened, the store is true to its history when the service is up again."""
    assert_true(world.desk.house)
    judge(world, world.now)


def at_the_end(world: World) -> Counter[str]:
    """The same for all five years; and everything that is derived is made again, and is what it was."""
    found = judge(world, world.now)
    house = world.desk.house
    assert_true(house)
    with house.store.reading() as reading:
        before = _planned(reading)
    assert_rebuilt(house)
    with house.store.reading() as reading:
        after = _planned(reading)
    if before != after:
        raise Wrong(f"made again from the history, other reminders are pending: {sorted(before ^ after)}")
    return found


def _planned(reading: Reading) -> set[tuple[str, datetime]]:
    """The pending rungs of deadlines, but weekly ones of before a change of calendar keep the day that they had."""
    rows = (row for row in reminders.pending(reading) if row.deadline and not row.person and _counts(row))
    return {(row.id, row.due_at) for row in rows}


def _counts(row: ReminderRow) -> bool:
    return not row.rung.startswith("weekly-")


def _died(world: World, before: Silence | None, one: Silence) -> bool:
    """Whether a return was followed by a silence of its own: both workers dead for all of it but a wake at each end."""
    if before is None or one[0] != before[1]:
        return False
    inside = [
        w for w in world.windows if w.what == "both workers dead" and one[0] <= w.from_at and w.until_at <= one[1]
    ]
    return any((w.from_at - one[0]) + (one[1] - w.until_at) <= AT_MOST for w in inside)


def _outages(world: World, book: Book) -> None:
    """Each downtime that is longer than three heartbeats is on record, from the last sign of life to the return.

    The return is the first heartbeat, which may come a little after the start: a worker can die in its first wake. So
    a downtime that ends just before three heartbeats are over may be on record too, and then as long as it was.
    """
    ended = [silence for silence in world.silences if silence[1] <= world.now]
    recorded = [(moment(line.data["from_at"]), moment(line.data["until_at"])) for line in book.outages]
    known = [one for before, one in pairwise([None, *recorded]) if one is not None and not _died(world, before, one)]
    told = iter(known)
    here = next(told, None)
    for from_at, until in ended:
        if here is not None and here[0] == from_at and until <= here[1] <= until + AT_MOST and here[1] - from_at > LONG:
            here = next(told, None)
        elif until - from_at > LONG:
            raise Wrong(f"the outage from {from_at} to {until} is not on record as it was; on record: {known}")
    if here is not None:
        raise Wrong(f"an outage that never was is on record: {here}; the service was down: {ended}")
