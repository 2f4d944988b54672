"""What is still to be done or sent, and what was given up: for people who have to look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.reading import Reading
from storage.records import OutboxRow


class Standing(StrEnum):
    """How an entry stands: not due yet or again, in a worker's hands, or given up until a person looks."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxEntry:
    """One entry. ``recipient`` is a pseudonym or reference; ``excused`` attempts found the far end away."""

    id: str
    procedure: str
    kind: str
    recipient: str | None
    standing: Standing
    due_at: datetime
    attempts: int
    excused: int
    last_error: str | None
    given_up_at: datetime | None


def outbox_entries(reading: Reading, now: datetime, *, given_up: bool, most: int) -> tuple[OutboxEntry, ...]:
    """The entries that are not done, or only those that were given up; ``most`` at most."""
    return tuple(_entry(row, now) for row in reading.unfinished(given_up=given_up, most=most))


def _entry(row: OutboxRow, now: datetime) -> OutboxEntry:
    recipient = row.payload.get("person") or row.payload.get("partner")
    return OutboxEntry(
        id=row.id,
        procedure=row.stream,
        kind=row.kind,
        recipient=None if recipient is None else str(recipient),
        standing=_standing(row, now),
        due_at=row.due_at,
        attempts=row.attempts,
        excused=row.excused,
        last_error=row.last_error,
        given_up_at=row.dead_at,
    )


def _standing(row: OutboxRow, now: datetime) -> Standing:
    if row.dead_at is not None:
        return Standing.GIVEN_UP
    leased = row.leased_until is not None and row.leased_until > now
    return Standing.UNDER_WAY if leased else Standing.WAITING
