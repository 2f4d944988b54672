"""The calendars that the tests of time are asked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from config.calendars import CalendarData, load_calendar
from engine.time.calendar import Calendar
from engine.time.periods import Counting, Period, Unit


@pytest.fixture(scope="session")
def uk_data() -> CalendarData:
    """The shipped data."""
    return load_calendar("uk")


@pytest.fixture(scope="session")
def uk(uk_data: CalendarData) -> Calendar:
    """The calendar of the Act: bank holidays in any part of the United Kingdom (UK-CLK-1)."""
    return Calendar.from_data(uk_data)


@pytest.fixture(scope="session")
def part_of_uk(uk_data: CalendarData) -> Callable[[str], Calendar]:
    """What a calendar of one part alone would say: the mistake that UK-CLK-1 forbids."""

    def only(part: str) -> Calendar:
        kept = tuple(day for day in uk_data.holidays if part in day.parts)
        return Calendar.from_data(replace(uk_data, name=part, holidays=kept))

    return only


def working_days(length: int, counting: Counting = Counting.BEGINNING_WITH) -> Period:
    """A period of working days."""
    return Period(length=length, unit=Unit.WORKING_DAYS, counting=counting)


def calendar_days(length: int, counting: Counting = Counting.BEGINNING_WITH) -> Period:
    """A period of calendar days."""
    return Period(length=length, unit=Unit.CALENDAR_DAYS, counting=counting)


def day(text: str) -> date:
    """Read "Thu 3 Dec 2026" and prove that it is a Thursday."""
    weekday, number, month, year = text.split()
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    on = date(int(year), months.index(month) + 1, int(number))
    weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert weekdays[on.weekday()] == weekday, f"{text} is not a {weekday}"
    return on
