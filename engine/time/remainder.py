"""What is left of a deadline that stands still, and when it then ends: nothing is lost, nothing is counted twice.

A day-counted deadline keeps the days that count after the day of the stop, and the part of that day that was left on
the clock on the wall. When it goes on, the part of a day that is left there is used first; what it is short of, a whole
day more makes up: the end only ever moves in whole days, and never to the disadvantage of whoever must meet it.
A deadline that is a moment keeps its remainder to the microsecond.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.errors import InvalidInput
from engine.time.calendar import Calendar
from engine.time.local_time import local_date

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
Counts = Callable[[date], bool]
"""Whether a day counts: every day, or working days only."""


class Remainder(NamedTuple):
    """``days`` that count, whole ones, and ``us`` microseconds beside them; ``days`` is None for a moment."""

    days: int | None
    us: int


def every_day(_: date) -> bool:
    """Calendar days all count (UK-CLK-2)."""
    return True


def working_days(calendar: Calendar) -> Counts:
    """Only working days count (UK-CLK-1); beyond the calendar BeyondCalendar, never a guess."""
    return calendar.is_working_day


def left_of_moment(stopped_at: datetime, due_at: datetime) -> Remainder:
    """What is left of a deadline that is a moment, to the microsecond."""
    return Remainder(days=None, us=(due_at - stopped_at) // MICROSECOND)


def moment_after(resumed_at: datetime, left: Remainder) -> datetime:
    """The moment at which it then ends."""
    try:
        return resumed_at + left.us * MICROSECOND
    except OverflowError:
        raise InvalidInput("What is left of the deadline ends after the last date there is.") from None


def left_of_days(stopped_at: datetime, last_on: date, zone: str, counts: Counts) -> Remainder:
    """What is left of a day-counted deadline: the days after the day of the stop that count, and the rest of that day.

    The rest of a day that does not count is nothing.
    """
    on = local_date(stopped_at, zone)
    days = sum(counts(on + DAY * n) for n in range(1, (last_on - on).days + 1))
    return Remainder(days=days, us=_rest_of_day(stopped_at, zone) // MICROSECOND if counts(on) else 0)


def last_day_after(resumed_at: datetime, left: Remainder, zone: str, counts: Counts) -> date:
    """The last day of a day-counted deadline that goes on: the first by whose end all that was left has been given."""
    on = local_date(resumed_at, zone)
    given = _rest_of_day(resumed_at, zone) if counts(on) else timedelta(0)
    owed = (left.days or 0) * DAY + left.us * MICROSECOND
    more = -((given - owed) // DAY)  # rounded up: a part of a day is given as a whole one
    while more > 0:
        on += DAY
        more -= counts(on)
    return on


def _rest_of_day(at: datetime, zone: str) -> timedelta:
    """What is left of a local day by the clock on the wall: on each day, however long, midnight lies 24 hours ahead."""
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return DAY - (wall - datetime.combine(wall.date(), datetime.min.time()))
