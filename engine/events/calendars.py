"""A procedure put on another calendar, and what that moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarChanged:
    """The procedure was put on another calendar or version of it, by a person; deadlines that move say so each."""

    calendar: str
    was: str
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineMoved:
    """A running deadline ends on another day, because the calendar was changed."""

    deadline: str
    last_on: date
    due_at: datetime
    was_due_at: datetime
    calendar: str
    provisional: bool
