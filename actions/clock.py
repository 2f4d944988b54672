"""What time it is: one clock is handed to everything that asks, so a rehearsal runs the code that the office runs."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final, Protocol

from engine.clock_record import LARGEST_STEP
from engine.errors import InvalidInput
from engine.time.local_time import describe_instant

ZONE = "Europe/London"
"""Where people read what time a simulated clock shows."""

_SLEW: Final = 0.0005
"""How much of the time between two looks a clock that is being put right gently may gain or lose: 500 in a million."""


class Clock(Protocol):
    """The only source of time in Seedbed: a wall clock in UTC and a monotonic one in seconds."""

    def now(self) -> datetime:
        """Return the current instant, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back; only differences mean anything."""
        ...


# Linux stops CLOCK_MONOTONIC while the machine sleeps: every morning would look like a step of the wall clock.
_STEADY: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's current instant in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds, its sleep included where the system counts that."""
        return time.clock_gettime(_STEADY)


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
                f"A simulated clock never goes back: it stands at {describe_instant(self._now, ZONE)}, "
                f"{describe_instant(at, ZONE)} is earlier. Start a new rehearsal to begin again."
            )
        self._now = at


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The wall clock went apart from the monotonic one, by so much (ahead: positive), within so long a window."""

    wall_at: datetime
    ahead: timedelta
    window: timedelta

    @property
    def expected_at(self) -> datetime:
        """What the wall clock would say without the step."""
        return self.wall_at - self.ahead


class Watch:
    """Compares a wall clock with the monotonic one from look to look; threads may share it."""

    def __init__(self, clock: Clock) -> None:
        """Begin: the first look tells nothing yet."""
        self.id: Final = secrets.token_hex(4)
        self._clock = clock
        self._lock = Lock()
        self._wall, self._steady = clock.now(), clock.monotonic()

    def look(self) -> Step | None:
        """The step since the last look, if it is larger than 2 s and than what slewing can do; each is seen once."""
        if isinstance(self._clock, SimulatedClock):
            return None  # it is moved on purpose
        with self._lock:
            wall, steady = self._clock.now(), self._clock.monotonic()
            window = timedelta(seconds=steady - self._steady)
            ahead = wall - self._wall - window
            self._wall, self._steady = wall, steady
        if abs(ahead) <= LARGEST_STEP + window * _SLEW:
            return None
        return Step(wall_at=wall, ahead=ahead, window=window)


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise InvalidInput("A clock is set with an aware instant, such as datetime(2026, 10, 30, 9, tzinfo=UTC).")
    return at.astimezone(UTC)
