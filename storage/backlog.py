"""Says how the outbox stands, for whoever watches over a service: without reading what has been done long ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine.canonical import parse_instant
from storage.session import Session

_WAITING: Final = "SELECT count(*), min(due_at) FROM outbox WHERE done_at IS NULL AND dead_at IS NULL"
_GIVEN_UP: Final = "SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL"
_LAST_GIVEN_UP: Final = (
    "SELECT id, stream, kind, last_error FROM outbox WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id LIMIT ?"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenUp:
    """An entry that nobody tries again, and why."""

    id: str
    stream: str
    kind: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """How many entries wait, since when the oldest is due (UTC; None: none waits), and how many were given up."""

    waiting: int
    oldest_due_at: datetime | None
    given_up: int
    last_given_up: tuple[GivenUp, ...]


def backlog(session: Session, *, most: int = 20) -> Backlog:
    """Count what waits and what was given up; the latest of those by name."""
    waiting = session.one(_WAITING) or (0, None)
    given_up = session.one(_GIVEN_UP) or (0,)
    last = session.all(_LAST_GIVEN_UP, (most,)) if given_up[0] else []
    return Backlog(
        waiting=waiting[0],
        oldest_due_at=None if waiting[1] is None else parse_instant(waiting[1]),
        given_up=given_up[0],
        last_given_up=tuple(GivenUp(id=row[0], stream=row[1], kind=row[2], reason=row[3] or "") for row in last),
    )
