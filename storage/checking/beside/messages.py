"""Outbox entries, what came of them, and the record of deliveries: each against its digest, and against each other."""

from __future__ import annotations

from typing import Any, Final

from storage.checking.beside.rows import RowWrong, by_key
from storage.digests import consequence_digest, delivery_digest, entry_digest
from storage.reading import Reading

ENTRIES: Final = (
    "SELECT o.id, o.gseq, o.stream, o.kind, o.dedupe, o.payload, o.digest, o.done_at, c.done_at"
    " FROM outbox o LEFT JOIN consequence c ON c.id = o.id WHERE o.id > ? ORDER BY o.id LIMIT ?"
)
RESULTS: Final = (
    "SELECT c.id, c.stream, c.kind, c.result, c.done_at, c.digest, o.stream, o.kind"
    " FROM consequence c LEFT JOIN outbox o ON o.id = c.id WHERE c.id > ? ORDER BY c.id LIMIT ?"
)
DELIVERIES: Final = (
    "SELECT d.key, d.what, d.at, d.stream, d.deadline, d.revision, d.rung, d.role, d.person, d.message, d.channel,"
    " d.worker, d.detail, d.digest, o.id FROM delivery d LEFT JOIN outbox o ON o.id = d.message"
    " WHERE d.key > ? ORDER BY d.key LIMIT ?"
)


def check_entries(reading: Reading) -> int:
    """Return how many outbox entries there are."""
    count, events = 0, reading.head().count
    for *told, digest, done_at, came_at in by_key(reading, ENTRIES):
        identifier, gseq, stream, kind = told[:4]
        what = f"The outbox entry {identifier} ({kind} of {stream})"
        if entry_digest(told) != digest:
            raise RowWrong(f"{what} is not what was written: it was changed.")
        if gseq is not None and gseq >= events:
            raise RowWrong(f"{what} follows event {gseq}, which is not there.")
        if done_at != came_at:
            raise RowWrong(f"{what} {_finished(done_at)}, and what came of it {_recorded(came_at)}.")
        count += 1
    return count


def _finished(done_at: str | None) -> str:
    return "is not marked as done" if done_at is None else f"is marked as done at {done_at}"


def _recorded(came_at: str | None) -> str:
    return "is not on record" if came_at is None else f"is on record at {came_at}"


def check_results(reading: Reading) -> int:
    """Return how many results of outbox entries there are."""
    count = 0
    for *told, digest, stream, kind in by_key(reading, RESULTS):
        what = f"What came of the outbox entry {told[0]} ({told[2]} of {told[1]})"
        if consequence_digest(told) != digest:
            raise RowWrong(f"{what} is not what was recorded: it was changed.")
        if (stream, kind) != (told[1], told[2]):
            raise RowWrong(f"{what} is on record, and the entry itself is not there.")
        count += 1
    return count


def check_deliveries(reading: Reading) -> int:
    """Return how many facts about reminders there are."""
    count = 0
    for *told, digest, entry in by_key(reading, DELIVERIES):
        if delivery_digest(told) != digest:
            raise RowWrong(f"The fact {told[0]} about a reminder is not what was recorded: it was changed.")
        if told[9] and entry is None:
            raise RowWrong(f"The fact {told[0]} names the message {told[9]}, which is not in the outbox.")
        count += 1
    _claimed(reading)
    return count


_UNCLAIMED: Final = (
    "SELECT o.id FROM outbox o WHERE o.kind = 'reminder'"
    " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message = o.id) ORDER BY o.id LIMIT 1"
)


def _claimed(reading: Reading) -> None:
    unclaimed: list[Any] = reading.rows(_UNCLAIMED)
    if unclaimed:
        raise RowWrong(
            f"The reminder {unclaimed[0][0]} is in the outbox, and no fact says what it tells and to whom: one was"
            " taken away."
        )
