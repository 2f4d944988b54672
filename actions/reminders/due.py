"""What is due is expanded to people: at the time itself, so that deputies, delegations and new holders count.

A batch is claimed under a lease, thought through outside any lock, and settled in one transaction: the messages into
the outbox, the facts onto the record, what waits back among the pending. Killed anywhere, it is claimed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from actions.house import House
from actions.reminders.expanding import Expanding
from storage import reminders
from storage.reminders import DIGEST, ReminderRow, Settlement

LEASE: Final = timedelta(seconds=20)
"""How long a batch may be thought about: short, because a killed worker's reminders wait so long."""

BATCH: Final = 200


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
                yield expanding.one(row)
        digests = sorted((row for row in rows if row.mode == DIGEST), key=lambda row: row.person)
        for person, theirs in groupby(digests, key=lambda row: row.person):
            yield expanding.digest(person, list(theirs))
