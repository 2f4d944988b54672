"""Days of a plan: which are staffed, and how far work and periods of the law reach; days are ordinals, for speed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from engine.definition.plan import Closure, YearDay
from engine.time.calendar import Calendar

LONGEST_YEARLY: Final = len("03-31")
DAY: Final = timedelta(days=1)


class BeyondTheCalendar(Exception):
    """A day lies beyond what the calendar knows; nothing is guessed there."""


class Days:
    """The calendar of a procedure and the closures of its authority, as ordinals between its first and last day."""

    def __init__(self, calendar: Calendar, closures: Sequence[Closure] = ()) -> None:
        """Look at every day once."""
        self.first, self.last = calendar.first_on.toordinal(), calendar.last_on.toordinal()
        working = [day for day in range(self.first, self.last + 1) if calendar.is_working_day(date.fromordinal(day))]
        shut = {day for closure in closures for day in closed_days(closure, calendar.first_on, calendar.last_on)}
        self._working = working
        self._staffed = [day for day in working if day not in shut]

    def staffed(self, day: int) -> int:
        """This day, or the next on which somebody of the authority works."""
        return self._at(self._staffed, bisect_left(self._staffed, self._known(day)))

    def work(self, day: int, length: int, unit: str) -> int:
        """The day on which so many days of work are done: staffed days after this one, or days of the calendar."""
        if not length:
            return day
        if unit == "calendar-days":
            return self._known(day + length)
        return self._at(self._staffed, bisect_right(self._staffed, self._known(day)) + length - 1)

    def run(self, day: int, length: int, unit: str) -> int:
        """The last day of a period that somebody sets: working days after this one, or days of the calendar."""
        if unit == "calendar-days" or not length:
            return day + length
        return self._at(self._working, bisect_right(self._working, self._known(day)) + length - 1)

    def _known(self, day: int) -> int:
        if not self.first <= day <= self.last:
            raise BeyondTheCalendar
        return day

    def _at(self, days: list[int], index: int) -> int:
        if index >= len(days):
            raise BeyondTheCalendar
        return days[index]


def closed_days(closure: Closure, first_on: date, last_on: date) -> Iterator[int]:
    """The days of a closure between two dates; one over the end of a year belongs to both years."""
    if len(closure.first) > LONGEST_YEARLY:
        spans = [(date.fromisoformat(closure.first), date.fromisoformat(closure.last))]
    else:
        over = closure.first > closure.last
        years = range(first_on.year - 1, last_on.year + 1)
        spans = [(in_year(closure.first, year), in_year(closure.last, year + over)) for year in years]
    for begins, ends in spans:
        yield from range(max(begins, first_on).toordinal(), min(ends, last_on).toordinal() + 1)


def in_year(day: YearDay, year: int) -> date:
    """A day of every year in one year."""
    return date.fromisoformat(f"{year:04d}-{day}")


def nth_from(day: YearDay, anchor: int, nth: int) -> int:
    """The ordinal of the nth such day of the year on or after an anchor."""
    begins = date.fromordinal(anchor)
    year = begins.year if in_year(day, begins.year) >= begins else begins.year + 1
    return in_year(day, year + nth - 1).toordinal()
