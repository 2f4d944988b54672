"""The stream of records: folded, appended to, and who may write in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.house import House
from actions.identifiers import uuid7
from actions.queries.holders import active_roles
from actions.queries.moment import ZONE, present_of
from engine import keeping as k
from engine.access import require_assignment
from engine.clock_record import trusted
from engine.register import EVERY_PROCEDURE
from engine.time.local_time import local_date
from storage.codec import keeping_event, to_draft
from storage.reading import Reading
from storage.records import RecordedBy, StoredEvent
from storage.transaction import NO_DEFINITION, Transaction


def records_of(reading: Reading) -> k.Records:
    """What is held and what was decided, as the history has it."""
    records = k.Records()
    for line in reading.events(k.RECORDS):
        n, event = keeping_event(line.canon)
        records = k.evolve_records(records, event, n)
    return records


def now_of(house: House, reading: Reading) -> datetime:
    """The trusted time, never before the newest event."""
    now, last_at = trusted(present_of(house, reading), reading.clock().ahead_ms), reading.head().last_at
    return now if last_at is None else max(now, last_at)


def append(
    house: House,
    tx: Transaction,
    events: Sequence[k.KeepingEvent],
    *,
    now: datetime,
    by: RecordedBy,
    cause: str,
) -> list[StoredEvent]:
    """Append events to the stream of records."""
    return tx.append(
        k.RECORDS,
        [to_draft(event, uuid7(now, house.randomness), by.id) for event in events],
        now=now,
        recorded_by=by,
        cause=cause,
        definition_sha256=NO_DEFINITION,
        random_bytes=house.randomness.bytes,
    )


def require_officer(reading: Reading, actor: str, scope: str, now: datetime) -> None:
    """``NotAllowed`` unless the actor is a records officer on the procedure, or on all of them where that is asked."""
    today = local_date(now, ZONE)
    held = active_roles(reading.assignments(person=actor), scope, today)
    known = any(person.id == actor for person in reading.people())
    require_assignment(actor, k.RECORDS_OFFICER, scope, held, today=today, known=known, open_=scope != EVERY_PROCEDURE)
