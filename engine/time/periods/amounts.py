"""Amounts of days: working days and calendar days are two types, so that one is never added as the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NewType

from engine.errors import InvalidInput
from engine.time.calendar import Calendar
from engine.time.dates import PlainDate, plain_date
from engine.time.periods.words import LONGEST_PERIOD, whole_number

WorkingDays = NewType("WorkingDays", int)
"""A number of working days; negative: back."""

CalendarDays = NewType("CalendarDays", int)
"""A number of days, each of which counts; negative: back."""


def add_days(on: PlainDate, days: CalendarDays) -> date:
    """Return the date that many days later, or earlier; outside the years 1 to 9999 is InvalidInput."""
    return moved(plain_date(on, "on"), _number(days))


def add_working_days(on: PlainDate, days: WorkingDays, calendar: Calendar) -> date:
    """Return the Nth working day after a date, or before it when N is negative; 0 is the date itself, as it is."""
    step = 1 if _number(days) > 0 else -1
    reached = plain_date(on, "on")
    for _ in range(abs(days)):
        reached = moved(reached, step)
        while not calendar.is_working_day(reached):
            reached = moved(reached, step)
    return reached


def working_days_left(today: PlainDate, last_on: PlainDate, calendar: Calendar) -> WorkingDays:
    """Count the working days after today up to the last day, that day included; negative once it has passed.

    Today is under way and does not count, so the number is never more than what is really left.
    """
    return WorkingDays(
        calendar.working_days_by(plain_date(last_on, "last_on")) - calendar.working_days_by(plain_date(today, "today"))
    )


def moved(on: date, days: int) -> date:
    """Return the date that many days on, from wherever a period had come to."""
    try:
        return on + timedelta(days=days)
    except OverflowError:
        raise InvalidInput(f"start: {days} days from {on} is outside the years 1 to 9999.") from None


def _number(days: int) -> int:
    if abs(whole_number(days, "days")) > LONGEST_PERIOD:
        raise InvalidInput(f"days: more than {LONGEST_PERIOD} days (a hundred years) is no period.")
    return days
