"""Looks at a world from outside: the oracle over its history, the store against its replay, the outages on record."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

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


def _outages(world: World, book: Book) -> None:
    """Each downtime that is longer than three heartbeats is on record, from the last sign of life to the return."""
    long = timedelta(seconds=90)
    wanted = [(from_at, until) for from_at, until in world.silences if until - from_at > long and until <= world.now]
    known = [(moment(line.data["from_at"]), moment(line.data["until_at"])) for line in book.outages]
    matched = len(known) == len(wanted) and all(
        told[0] == was[0] and was[1] <= told[1] <= was[1] + AT_MOST for told, was in zip(known, wanted, strict=True)
    )
    if not matched:
        raise Wrong(f"outages on record: {known}; there were: {wanted}")
