"""What is shown of reminders: pending rungs, messages, and what became of each rung for one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DueSeen:
    """One rung that is pending: when, about what, and who would get it if it were due now."""

    due_at: datetime
    procedure: str
    deadline: str
    rung: str
    role: str
    kind: str
    to: tuple[str, ...]
    waits: str
    provisional: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What is pending up to an instant, soonest first; ``more`` says that there is more than is shown."""

    now: datetime
    upto: datetime
    zone: str
    reminders: tuple[DueSeen, ...]
    more: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageSeen:
    """One message: to whom, about what, and how far it came.

    ``status`` is waits to be sent, tried, sent, given up, or not sent; ``withdrawn`` says why it is not.
    """

    message: str
    person: str
    about: tuple[str, ...]
    subject: str
    status: str
    claimed_at: datetime | None
    sent_at: datetime | None
    confirmed_at: datetime | None
    channel: str
    where: str
    repeated: int
    failures: tuple[str, ...]
    withdrawn: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """Messages since an instant, newest first."""

    since: datetime
    zone: str
    messages: tuple[MessageSeen, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RungSeen:
    """What became of one rung for one person; ``outcome`` is told, waits, not told, elsewhere or to come."""

    procedure: str
    deadline: str
    revision: int
    rung: str
    role: str
    at: datetime
    outcome: str
    why: str
    message: MessageSeen | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """Why somebody was told of a deadline, or was not: every rung, in the order of time."""

    person: str
    deadline: str
    zone: str
    sentence: str
    rungs: tuple[RungSeen, ...]
    none_because: str
