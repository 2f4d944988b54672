"""What time it is: one clock is handed to everything that asks, so a rehearsal runs the code that the office runs."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol

from engine.errors import InvalidInput
from engine.time.local_time import format_instant


class Clock(Protocol):
    """The only source of time in Seedbed: a wall clock in UTC and a monotonic one in seconds."""

    def now(self) -> datetime:
        """Return the current instant, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back; only differences mean anything."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's current instant in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()


class SimulatedClock:
    """A clock that stands still until it is moved, and never moves back: event times may not go back either."""

    def __init__(self, start: datetime) -> None:
        """Stand at an aware instant."""
        self._start = self._now = _aware(start)
        self._moving = Lock()

    def now(self) -> datetime:
        """Return the simulated instant in UTC."""
        return self._now

    def monotonic(self) -> float:
        """Return the simulated seconds since this clock was made."""
        return (self._now - self._start).total_seconds()

    def advance_to(self, at: datetime) -> None:
        """Move to an instant; one before the present is InvalidInput, and the clock stays where it is."""
        with self._moving:
            self._move(_aware(at))

    def advance(self, delta: timedelta) -> None:
        """Move forward by a span of time; a negative one is InvalidInput, and the clock stays where it is."""
        with self._moving:
            try:
                self._move(self._now + delta)
            except OverflowError:
                raise InvalidInput("A simulated clock cannot go past the year 9999.") from None

    def _move(self, at: datetime) -> None:
        if at < self._now:
            raise InvalidInput(
                f"A simulated clock never goes back: it stands at {format_instant(self._now)}, "
                f"{format_instant(at)} is earlier. Start a new rehearsal to begin again."
            )
        self._now = at


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise InvalidInput("A clock is set with an aware instant, such as datetime(2026, 10, 30, 9, tzinfo=UTC).")
    return at.astimezone(UTC)
