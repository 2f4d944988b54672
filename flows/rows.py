"""An outbox row as a run carries it, and what is recorded about it when the run ends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from actions.house import House
from channels.failure import PermanentFailure, TemporaryFailure
from engine.time.local_time import format_instant, parse_instant
from storage.outbox import bury, fail
from storage.records import OutboxDraft, OutboxRow

RowData = dict[str, Any]
"""An outbox row as plain JSON."""

_LONGEST_WAIT: Final = timedelta(minutes=5)
_FIRST_PATIENCE: Final = timedelta(seconds=30)
_LONGEST_PATIENCE: Final = timedelta(minutes=15)
_LONGEST_ASKED: Final = timedelta(hours=1)
_MAX_ERROR: Final = 500


def row_to_data(row: OutboxRow) -> RowData:
    """What a run carries: the row, and whose lease it is under."""
    return {
        "id": row.id,
        "gseq": row.gseq,
        "stream": row.stream,
        "kind": row.kind,
        "dedupe": row.dedupe,
        "payload": dict(row.payload),
        "due_at": format_instant(row.due_at),
        "leased_by": row.leased_by,
        "attempts": row.attempts,
        "excused": row.excused,
    }


def row_from_data(data: Mapping[str, Any]) -> OutboxRow:
    """Read back what ``row_to_data`` wrote; the marks of delivery stay in the database."""
    return OutboxRow(
        id=data["id"],
        gseq=data["gseq"],
        stream=data["stream"],
        kind=data["kind"],
        dedupe=data["dedupe"],
        payload=data["payload"],
        due_at=parse_instant(data["due_at"]),
        leased_by=data["leased_by"],
        leased_until=None,
        attempts=data["attempts"],
        last_error=None,
        done_at=None,
        dead_at=None,
        excused=data.get("excused", 0),
    )


def record(house: House, row: OutboxRow, result: Mapping[str, Any], following: Iterable[OutboxDraft] = ()) -> bool:
    """Record what came of a row, and what is to be done next, in one transaction; False when it was recorded before.

    ``HistoryConflict`` when another worker recorded it first: its result stands, and ours is the same.
    """
    with house.store.transaction() as tx:
        tx.enqueue(following)
        return tx.finish(row, result, house.clock.now())


def give_up_for_now(house: House, row: OutboxRow, error: BaseException) -> bool:
    """Note a failed attempt and when it is tried again; True when it was the last and a person has to look.

    What cannot succeed is given up at once; an attempt that failed because the far end is away does not count, unless
    the message may have arrived: nobody is to get it a hundred times, so eight within an hour are all. Nothing
    happens when the row is no longer ours: noted already, or leased to another worker since.
    """
    now = house.clock.now()
    words = f"{type(error).__name__}: {error}"[:_MAX_ERROR]
    if isinstance(error, PermanentFailure):
        return bury(house.store, row, words, now)
    if isinstance(error, TemporaryFailure) and error.unclear:
        return fail(house.store, row, words, now, now + _doubled(row, max(row.attempts - row.excused, 1) - 1))
    if isinstance(error, TemporaryFailure):
        return fail(house.store, row, words, now, now + patience(row, error.retry_after), excused=True)
    return fail(house.store, row, words, now, now + wait_after(row.attempts))


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 2, 4, 8 ... seconds, never more than five minutes."""
    return min(timedelta(seconds=2**attempts), _LONGEST_WAIT)


def patience(row: OutboxRow, asked: timedelta | None = None) -> timedelta:
    """How long to wait for a far end that is away: half a minute, doubled each time, a quarter of an hour at most.

    Each row waits a quarter more or less by its own id, so that a thousand that failed together do not come back
    together, and a test knows when. What the far end ``asked`` for is kept to, up to an hour.
    """
    doubled = min(_doubled(row, row.excused), _LONGEST_PATIENCE * _drawn(row))
    return max(doubled, min(asked or timedelta(0), _LONGEST_ASKED))


def _doubled(row: OutboxRow, times: int) -> timedelta:
    return _FIRST_PATIENCE * (1 << min(times, 10)) * _drawn(row)


def _drawn(row: OutboxRow) -> float:
    """From three to five quarters, the same on every machine."""
    return 0.75 + hashlib.sha256(f"{row.id}/{row.excused}".encode()).digest()[0] / 255 / 2
