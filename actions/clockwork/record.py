"""Writes and reads the record of the machine's clock: a stream of its own, on the same store and in the same chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from actions.house import House
from actions.identifiers import uuid7, uuid_text
from engine.access import CLOCK as ACTOR
from engine.clock_record import CLOCK, ClockEvent, ClockRecord, evolve_clock
from storage.codec import clock_event, to_draft
from storage.reading import Reading
from storage.records import ClockRow, RecordedBy, StoredEvent
from storage.transaction import NO_DEFINITION, Transaction

THE_CLOCK: Final = RecordedBy(ACTOR, ACTOR, ACTOR)
"""Who records what no person did: a name and a role that are reserved."""


def clock_history(reading: Reading) -> Iterator[tuple[StoredEvent, ClockEvent]]:
    """Every event of the record, oldest first."""
    for line in reading.events(CLOCK):
        yield line, clock_event(line.canon)[1]


def record_of(reading: Reading) -> ClockRecord:
    """The record as its history has it."""
    record = ClockRecord()
    for line, event in clock_history(reading):
        record = evolve_clock(record, event, line.n)
    return record


def write(
    house: House,
    tx: Transaction,
    event: ClockEvent,
    now: datetime,
    *,
    by: RecordedBy = THE_CLOCK,
    cause: str | None = None,
) -> StoredEvent:
    """Append one event and bring its projection up to date; ``now`` is raised to the newest event's if need be."""
    event_id = uuid7(now, house.randomness)
    [line] = tx.append(
        CLOCK,
        [to_draft(event, event_id, by.id)],
        now=now,
        recorded_by=by,
        cause=uuid_text(event_id) if cause is None else cause,
        definition_sha256=NO_DEFINITION,
        random_bytes=house.randomness.bytes,
    )
    project_clock(tx)
    return line


def project_clock(tx: Transaction) -> None:
    """Write the row that every command reads; a record that never doubted has none."""
    row = row_of(record_of(tx))
    if row is not None:
        tx.save_clock(row)


def row_of(record: ClockRecord) -> ClockRow | None:
    """The row as the record gives it."""
    if record.n < 0:
        return None
    return ClockRow(n=record.n, unconfirmed=record.unconfirmed, ahead_ms=record.ahead_ms)
