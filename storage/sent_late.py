"""Which reminders were due within a time and were sent after it: read from the outbox, where each has its due time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from engine.canonical import instant_text, parse_instant
from storage.rows import optional_instant

if TYPE_CHECKING:
    from storage.reading import Reading

# An entry is made when its rung is taken up, and what was due in an outage is taken up after it.
# One that was withdrawn was not sent late: it was not sent, because it was no longer true.
_MADE_SINCE: Final = (
    "SELECT stream, payload, done_at, dead_at FROM outbox WHERE kind = 'reminder' AND due_at >= ?"
    " AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = outbox.id AND what = 'withdrawn') ORDER BY due_at, id"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SentLate:
    """A reminder with the time at which it was due, and at which it was sent (None: not yet, or never)."""

    stream: str
    person: str
    subject: str
    due_at: datetime
    sent_at: datetime | None
    given_up: bool


def sent_late(reading: Reading, from_at: datetime, until_at: datetime) -> list[SentLate]:
    """Return the reminders that were due after ``from_at`` and at or before ``until_at``, and made after that."""
    found = []
    for stream, text, done_at, dead_at in reading.rows(_MADE_SINCE, (instant_text(until_at),)):
        payload = json.loads(text)
        due_at = parse_instant(_utc(payload["dated"]))
        if from_at < due_at <= until_at:
            found.append(
                SentLate(
                    stream=stream,
                    person=payload["person"],
                    subject=payload["subject"],
                    due_at=due_at,
                    sent_at=optional_instant(done_at),
                    given_up=dead_at is not None,
                )
            )
    return sorted(found, key=lambda one: (one.due_at, one.person))


def _utc(text: str) -> str:
    """Return an instant in the one form that the store uses, from the ISO form of a payload."""
    return instant_text(datetime.fromisoformat(text))
