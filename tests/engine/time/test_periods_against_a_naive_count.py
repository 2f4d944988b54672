"""Periods agree with an independent oracle that counts days one by one, on every day the calendar knows."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from config.calendars import load_calendar
from engine.errors import BeyondCalendar
from engine.time.calendar import Calendar
from engine.time.periods import (
    Counting,
    Period,
    Unit,
    WorkingDays,
    add_working_days,
    explain_period,
    last_day,
    working_days_left,
)
from tests.engine.time.conftest import working_days

FIRST, LAST = date(2015, 1, 1), date(2028, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
UK = Calendar.from_data(load_calendar("uk"))

days = st.dates(FIRST, LAST)
units = st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS])
periods = st.builds(Period, length=st.integers(1, 400), unit=units, counting=st.sampled_from(Counting))
few = settings(max_examples=300, deadline=None)


@cache
def working_by_the_package() -> frozenset[date]:
    """The oracle's working days: from the package itself, not from our file, by the words of s.123(1)."""
    years = range(FIRST.year, LAST.year + 1)
    holidays = {on for part in ("ENG", "WLS", "SCT", "NIR") for on in country_holidays("GB", subdiv=part, years=years)}
    return frozenset(on for on in EVERY_DAY if on.strftime("%w") not in "06" and on not in holidays)


def naive_last_day(start: date, period: Period) -> date | None:
    """Count on the fingers; None when the fingers run past the last day of the list."""
    on = start if period.counting == "beginning-with" else start + timedelta(days=1)
    left = period.length
    while True:
        if period.unit == "working-days" and not FIRST <= on <= LAST:
            return None
        if period.unit == "calendar-days" or on in working_by_the_package():
            left -= 1
        if left == 0:
            return on
        on += timedelta(days=1)


def outcome(start: date, period: Period) -> date | None:
    """Our answer in the oracle's terms."""
    try:
        return last_day(start, period, UK)
    except BeyondCalendar:
        return None


def test_every_day_of_fourteen_years_is_classed_as_the_oracle_classes_it() -> None:
    """5,114 days: working or not."""
    assert {on for on in EVERY_DAY if UK.is_working_day(on)} == working_by_the_package()


@pytest.mark.parametrize("counting", list(Counting))
@pytest.mark.parametrize("length", [1, 8])
def test_every_start_day_of_fourteen_years_gives_the_oracles_last_day(length: int, counting: Counting) -> None:
    """Weekdays, weekends, holidays, eves, leap days, clock changes, year ends: all of them, and the calendar's end."""
    period = working_days(length, counting)
    assert [outcome(on, period) for on in EVERY_DAY] == [naive_last_day(on, period) for on in EVERY_DAY]


@few
@given(start=days, period=periods)
def test_any_period_agrees_with_the_oracle(start: date, period: Period) -> None:
    """Any length, unit and counting."""
    assert outcome(start, period) == naive_last_day(start, period)


@few
@given(start=days, period=periods)
def test_an_explanation_adds_up(start: date, period: Period) -> None:
    """It lists each day once, numbers 1 to N without a gap, ends on the last day, and gives the same answer."""
    try:
        found = explain_period(start, period, UK)
    except BeyondCalendar:
        assert naive_last_day(start, period) is None
        return
    assert [entry.on for entry in found.days] == [start + timedelta(days=n) for n in range(len(found.days))]
    assert [entry.counted for entry in found.days if entry.counted] == list(range(1, period.length + 1))
    assert found.last_on == found.days[-1].on == last_day(start, period, UK)
    assert found.days[-1].counted == period.length
    assert all(entry.reason for entry in found.days)


@few
@given(today=days, last_on=days)
def test_working_days_left_agree_with_a_count_by_hand(today: date, last_on: date) -> None:
    """After the one day, up to the other; negative the other way round."""
    early, late = sorted((today, last_on))
    by_hand = sum(early < on <= late for on in working_by_the_package())
    assert working_days_left(today, last_on, UK) == (by_hand if today <= last_on else -by_hand)


@few
@given(on=days, number=st.integers(-60, 60).filter(bool))
def test_added_working_days_are_undone_by_counting_what_is_left(on: date, number: int) -> None:
    """The Nth working day after a date has N working days between; before it, taking back leads to the same count."""
    try:
        reached = add_working_days(on, WorkingDays(number), UK)
    except BeyondCalendar:
        return
    assert reached in working_by_the_package()
    after, up_to = (on, reached) if number > 0 else (reached - timedelta(days=1), on - timedelta(days=1))
    assert sum(after < day <= up_to for day in working_by_the_package()) == abs(number)


@few
@given(start=days, period=periods, longer=st.integers(1, 30))
def test_a_longer_period_never_ends_earlier(start: date, period: Period, longer: int) -> None:
    """Extending a period moves its last day forward by at least that many days."""
    short = outcome(start, period)
    extended = outcome(start, Period(length=period.length + longer, unit=period.unit, counting=period.counting))
    if short is not None and extended is not None:
        assert (extended - short).days >= longer
