"""What a calendar shows of one deadline: a plain value, told by the history alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Standing(StrEnum):
    """How a deadline stands; an event that is cancelled stays in the calendar and says so."""

    PLANNED = "planned"
    RUNNING = "running"
    STANDING_STILL = "standing still"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEntry:
    """One deadline in a calendar.

    ``due`` is a local day for a deadline counted in days, an instant (aware) for a moment with an hour. ``sequence``
    counts the changes since it was first set, ``changed_at`` is the instant (UTC) of the event of the latest, and
    ``alarms`` are instants. Nothing in it may name a person or repeat free text: calendars are kept by strangers.
    """

    origin: str
    procedure: str
    procedure_title: str
    deadline: str
    title: str
    re_enactment: str | None
    standing: Standing
    due: date | datetime
    zone: str
    sequence: int
    changed_at: datetime
    alarms: tuple[datetime, ...] = ()

    @property
    def uid(self) -> str:
        """The identity that a change keeps: the same deadline of the same store, for ever."""
        return f"{self.deadline}.{self.procedure}@{self.origin}"
