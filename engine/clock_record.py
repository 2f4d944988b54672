"""What is on record about the machine's clock: steps that were noticed, who confirmed them, and when no clock ran.

The record is a stream of its own, chained like every other. A step puts the clock in doubt until a person has looked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from engine.events import Sealed

CLOCK: Final = "clock"
"""The stream in which the record is kept."""

LARGEST_STEP: Final = timedelta(seconds=2)
"""A larger step, either way, is an anomaly (reliability.md 3); smaller ones are how clocks are kept right."""

MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class AnomalyNoticed:
    """The wall clock said ``wall_at`` when ``expected_at`` was due; ``ahead_ms`` is the difference, ahead positive.

    ``watched``: wall and monotonic clock went apart within the last ``window_ms``. ``stored``: the wall clock stands
    before what the store holds already. ``known_at`` is the newest instant in the store when it was noticed; ``watch``
    tells processes apart.
    """

    how: Literal["watched", "stored"]
    wall_at: datetime
    expected_at: datetime
    ahead_ms: int
    window_ms: int
    known_at: datetime
    host: str
    watch: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockConfirmed:
    """A person looked at the machine's clock and vouches for it; ``anomalies`` were waiting for that."""

    by: str
    anomalies: int
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OutageEnded:
    """No clock of Seedbed's ran between the last sign of life and this one: nothing was noticed, nothing was sent."""

    from_at: datetime
    until_at: datetime


ClockEvent = AnomalyNoticed | ClockConfirmed | OutageEnded

CLOCK_EVENT_TYPES: Final[dict[str, type[ClockEvent]]] = {
    "clock.anomaly": AnomalyNoticed,
    "clock.confirmed": ClockConfirmed,
    "clock.outage": OutageEnded,
}
"""The stored name of each event type of the record."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockRecord:
    """The record folded: how many anomalies wait for a person, how far ahead they put the clock in all, and the last.

    ``n`` is the newest event that changed any of it.
    """

    n: int = -1
    unconfirmed: int = 0
    ahead_ms: int = 0
    recent: tuple[AnomalyNoticed, ...] = ()


_RECENT: Final = 8
"""So many anomalies are kept to tell whether another process noticed the same one."""


def evolve_clock(record: ClockRecord, event: ClockEvent, n: int) -> ClockRecord:
    """The record after one more event."""
    match event:
        case AnomalyNoticed():
            return ClockRecord(
                n=n,
                unconfirmed=record.unconfirmed + 1,
                ahead_ms=record.ahead_ms + event.ahead_ms,
                recent=(*record.recent, event)[-_RECENT:],
            )
        case ClockConfirmed():
            return replace(record, n=n, unconfirmed=0, ahead_ms=0)
        case OutageEnded():
            return record


def on_record(record: ClockRecord, noticed: AnomalyNoticed) -> bool:
    """Whether this anomaly is one that is recorded already, by this process or by another on the same store."""
    return any(_same(known, noticed) for known in record.recent) or (
        record.unconfirmed > 0 and any(_goes_on(known, noticed) for known in record.recent[-record.unconfirmed :])
    )


def _goes_on(known: AnomalyNoticed, noticed: AnomalyNoticed) -> bool:
    """One machine whose clock is behind another's finds that again with every event of the other: it is said once."""
    behind = noticed.how == known.how == "stored" and noticed.host == known.host
    return behind and noticed.ahead_ms * MILLISECOND >= known.ahead_ms * MILLISECOND - LARGEST_STEP


def _same(known: AnomalyNoticed, noticed: AnomalyNoticed) -> bool:
    """The same step is seen by everybody in overlapping windows, and by as much; or it explains what the store holds.

    A clock that was put back stands before the store's newest instant until it has caught up: that is no new anomaly,
    unless it was put back further meanwhile.
    """
    if noticed.how == "stored":
        further_back = noticed.wall_at + LARGEST_STEP < known.wall_at
        return known.ahead_ms < 0 and not further_back and noticed.known_at <= known.known_at + LARGEST_STEP
    alike = abs(known.ahead_ms - noticed.ahead_ms) * MILLISECOND <= LARGEST_STEP / 2
    others = known.how == "watched" and known.host == noticed.host and known.watch != noticed.watch
    return others and alike and _overlap(known, noticed)


def _overlap(one: AnomalyNoticed, other: AnomalyNoticed) -> bool:
    first = max(one.wall_at - one.window_ms * MILLISECOND, other.wall_at - other.window_ms * MILLISECOND)
    return first <= min(one.wall_at, other.wall_at)


def trusted(wall_at: datetime, ahead_ms: int) -> datetime:
    """The earlier of what the clock says and what it would say without its unconfirmed steps.

    Whichever is right, nothing is dated into the future: event times never go back, so that could not be undone.
    """
    return wall_at - max(ahead_ms, 0) * MILLISECOND
