"""What is due is expanded to people: at the time itself, so that deputies, delegations and new holders count.

A batch is claimed under a lease, thought through outside any lock, and settled in one transaction: the messages into
the outbox, the facts onto the record, what waits back among the pending. Killed anywhere, it is claimed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple

from actions.house import House
from actions.reminders import facts
from actions.reminders.expanding import Expanding
from config.calendars import CalendarDataInvalid
from engine.errors import InvalidInput, NotFound
from storage import reminders
from storage.reminders import DIGEST, ReminderRow, Settlement

LEASE: Final = timedelta(seconds=20)
"""How long a batch may be thought about: short, because a killed worker's reminders wait so long."""

BATCH: Final = 200

AGAIN: Final = timedelta(minutes=1)
"""When a rung that could not be thought through is tried again."""


class Expanded(NamedTuple):
    """What one batch came to: rungs taken up, and messages that now wait to be sent."""

    rungs: int
    messages: int


def expand(house: House, worker: str, now: datetime, limit: int = BATCH, *, lease: timedelta = LEASE) -> Expanded:
    """Take up one batch of what is due: to whom it goes, when, and in which message; 0 rungs when nothing was due."""
    rows = reminders.claim(house.store, worker, now, lease, limit)
    if not rows:
        return Expanded(0, 0)
    settlements = list(_thought_through(house, worker, now, rows))
    reminders.settle(house.store, worker, settlements)
    return Expanded(len(rows), sum(len(one.messages) for one in settlements))


def expand_all(house: House, worker: str, *, limit: int = BATCH) -> Expanded:
    """Take up batch after batch until nothing is due."""
    total = Expanded(0, 0)
    while (one := expand(house, worker, house.clock.now(), limit)).rungs:
        total = Expanded(total.rungs + one.rungs, total.messages + one.messages)
    return total


def _thought_through(house: House, worker: str, now: datetime, rows: Sequence[ReminderRow]) -> Iterator[Settlement]:
    with house.store.reading() as reading:
        expanding = Expanding(house, reading, worker, now)
        for row in rows:
            if row.mode != DIGEST:
                yield from _apart([row], now, lambda one: expanding.one(one[0]))
        digests = sorted((row for row in rows if row.mode == DIGEST), key=lambda row: row.person)
        for person, group in groupby(digests, key=lambda row: row.person):
            yield from _apart(list(group), now, partial(expanding.digest, person))


def _apart(
    rows: Sequence[ReminderRow], now: datetime, think: Callable[[Sequence[ReminderRow]], Settlement]
) -> Iterator[Settlement]:
    """What one rung cannot be thought through for holds up no other: it is put off, and the record says why.

    What is wrong with the database is everybody's, and is not caught here.
    """
    try:
        yield think(rows)
    except (InvalidInput, NotFound, CalendarDataInvalid, ValueError, LookupError, TypeError) as error:
        if len(rows) > 1:  # of a digest that one item spoils, the others come one by one
            for row in rows:
                yield from _apart([row], now, think)
            return
        (row,), why = rows, f"{type(error).__name__}: {error}"[:500]
        put_off = row._replace(due_at=now + AGAIN)
        yield Settlement(rows=rows, facts=[facts.put_off(row, why, now)], following=[put_off])
