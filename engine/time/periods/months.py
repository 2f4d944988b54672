"""Months: a period ends on the date that corresponds, or on the last day of a month that has no such date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.errors import InvalidInput
from engine.time.dates import MONTHS, PlainDate, day_and_month, plain_date
from engine.time.periods.walk import DayCounted
from engine.time.periods.words import MONTHS_IN, Counting, Period

DAY = timedelta(days=1)
_HALF_YEAR_STARTS = 4  # April: the half-years of s.69 end on 31 March and 30 September


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The days of a quarter or half-year, both ends included."""

    first_on: date
    last_on: date


def add_months(on: PlainDate, months: int) -> date:
    """Return the same date that many months later (negative: earlier), or the last day of a month without it.

    Regulation 1182/71 Article 3(2)(c) says so (EU-CLK-1, G); the corresponding-date rule of English law agrees (G).
    """
    start = plain_date(on, "start")
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise InvalidInput(f"start: {months} months from {start} is outside the years 1 to 9999.")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def last_day_in_months(start: date, months: int, counting: Counting) -> date:
    """Return the last day of a period in months.

    After a day it ends on the date that corresponds to it. Beginning with a day it ends on the day before, unless the
    month has no such date: then the month is over with its last day.
    """
    reached = add_months(start, months)
    exists = reached.day == start.day
    if counting is Counting.BEGINNING_WITH and exists:
        return reached - DAY
    return reached


def months_counted(start: date, period: Period) -> Iterator[DayCounted]:
    """The start, then the day with which each month (quarter, half-year, year) of the period ends."""
    each = MONTHS_IN[period.unit]
    name = period.unit.removesuffix("s")
    begins = "the period begins with this day" if period.counting is Counting.BEGINNING_WITH else _AFTER
    yield DayCounted(on=start, counted=None, reason=begins)
    for number in range(1, period.length + 1):
        last = last_day_in_months(start, number * each, period.counting)
        yield DayCounted(on=last, counted=number, reason=f"{name} {number} ends: {_why(start, last, period.counting)}")


_AFTER = "the period starts on the day after (UK-CLK-4)"


def quarter_of(on: PlainDate) -> Span:
    """The quarter of a day: quarters end on 31 March, 30 June, 30 September and 31 December (UK-PAY-3)."""
    day = plain_date(on, "on")
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Span(first_on=first, last_on=add_months(first, 3) - DAY)


def half_year_of(on: PlainDate) -> Span:
    """The half-year of a day: half-years end on 31 March and 30 September (UK-PAY-2)."""
    day = plain_date(on, "on")
    back = (day.month - _HALF_YEAR_STARTS) % 6
    first = add_months(day.replace(day=1), -back)
    return Span(first_on=first, last_on=add_months(first, 6) - DAY)


def _why(start: date, last: date, counting: Counting) -> str:
    corresponding = last + DAY if counting is Counting.BEGINNING_WITH else last
    if corresponding.day == start.day:
        where = "the day before" if counting is Counting.BEGINNING_WITH else ""
        return f"{where} the date that corresponds to {day_and_month(start)}".strip()
    return f"{MONTHS[last.month - 1]} {last.year} has no day {start.day}, so its last day"
