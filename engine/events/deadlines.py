"""The life of a deadline: set, started, moved, stopped, met, missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineSet:
    """A deadline was set to an instant before its start; ``row`` of ``table`` was chosen by ``facts``."""

    deadline: str
    due_at: datetime
    starts_on: date
    table: str | None = None
    row: int | None = None
    facts: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineStarted:
    """The starting event happened: the day, the last day and the end instant, on a named calendar version.

    ``cause`` is the first event of the command that started it; ``row`` of ``table`` was chosen by ``facts``.
    ``length`` is the length that was counted, ``starts_at`` the instant from which hours run; ``provisional``: the end
    lies beyond the calendar's last day.
    """

    deadline: str
    starts_on: date
    last_on: date
    due_at: datetime
    calendar: str | None
    cause: int | None = None
    table: str | None = None
    row: int | None = None
    facts: dict[str, bool] = field(default_factory=dict)
    length: int | None = None
    starts_at: datetime | None = None
    provisional: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineExtended:
    """A running deadline was moved later, equally for everybody."""

    deadline: str
    due_at: datetime
    last_on: date
    was_due_at: datetime
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineShortened:
    """A running deadline was brought forward, never below the law's least time, with the notice that says so."""

    deadline: str
    due_at: datetime
    last_on: date
    was_due_at: datetime
    notice: str
    reference: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineStopped:
    """A deadline stands still; ``days`` that count and ``microseconds`` beside them are left of it."""

    deadline: str
    due_at: datetime
    days: int | None
    microseconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineResumed:
    """A deadline goes on with what was left of it."""

    deadline: str
    due_at: datetime
    last_on: date
    was_due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineMet:
    """What meets a deadline happened, by an event of the same command, in time or late."""

    deadline: str
    by: str
    event: int
    in_time: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineMissed:
    """A deadline passed and nothing had met it."""

    deadline: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineAcknowledged:
    """A person who is reminded of a deadline said that they know of it."""

    deadline: str
    by: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineRuled:
    """A person ruled on what came so close to the end that the clock, ``error_us`` at most wrong, cannot tell."""

    deadline: str
    subject: str
    received_at: datetime
    due_at: datetime
    error_us: int
    in_time: bool
    by: str
    role: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineCancelled:
    """What had started a deadline was taken back, and the deadline with it; ``event`` is the correction's subject."""

    deadline: str
    event: int
    was_due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineRecomputed:
    """What had started a deadline, or met it, is corrected; ``event`` is the correction's subject.

    ``cause`` is the event that now counts as what started it; None: the one that did before.
    """

    deadline: str
    event: int
    starts_on: date
    last_on: date
    due_at: datetime
    was_due_at: datetime
    calendar: str | None
    cause: int | None = None
