"""Every unit, way of counting and rolling agrees with an oracle that walks, on the shipped and on made-up calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.calendars import load_calendar
from engine.errors import BeyondCalendar
from engine.time.calendar import Calendar
from engine.time.periods import (
    Bound,
    Counting,
    OpeningHours,
    Period,
    Rolling,
    RunsFrom,
    Unit,
    ending,
    explain_period,
    last_day,
    window_before,
)
from tests.engine.time import oracle

UK = Calendar.from_data(load_calendar("uk"))
IN_DAYS = [Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.QUARTERS, Unit.HALF_YEARS, Unit.YEARS]
LONGEST = {Unit.MONTHS: 30, Unit.QUARTERS: 10, Unit.HALF_YEARS: 5, Unit.YEARS: 3}
ZONES = ["Europe/London", "Europe/Brussels", "Europe/Dublin", "Atlantic/Azores"]

known_days = st.dates(date(2015, 1, 1), date(2028, 12, 31))
later_days = st.dates(date(2029, 1, 1), date(2060, 12, 31))
some = settings(max_examples=120, deadline=None)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A period in days or months, with any counting, rolling and anchor."""
    unit = draw(st.sampled_from(IN_DAYS))
    return Period(
        length=draw(st.integers(1, LONGEST.get(unit, 200))),
        unit=unit,
        counting=draw(st.sampled_from(Counting)),
        rolling=draw(st.sampled_from(Rolling)),
        runs_from=draw(st.sampled_from(RunsFrom)),
    )


@st.composite
def made_up_calendars(draw: st.DrawFn) -> Calendar:
    """Some country of the future: any days of 2029 to 2061 may be holidays, weekends and runs of days among them."""
    first, last = date(2029, 1, 1), date(2061, 12, 31)
    days = draw(st.sets(st.dates(first, last), max_size=60))
    days |= {day + timedelta(days=1) for day in days if day < last}
    return Calendar(
        name="elsewhere", version="1.0", sha256="0" * 64, first_on=first, last_on=last,
        holidays=dict.fromkeys(days, "a holiday"),
    )  # fmt: skip


def by_walking(start: date, period: Period, calendar: Calendar) -> date | None:
    """The oracle's last day; None when it would have to know a day beyond the calendar."""

    def works(on: date) -> bool:
        if not calendar.first_on <= on <= calendar.last_on:
            raise LookupError
        return on.strftime("%a") not in {"Sat", "Sun"} and on not in calendar.holidays

    if period.runs_from is RunsFrom.QUARTER_END:
        start = oracle.end_of_quarter(start, (3, 6, 9, 12))
    elif period.runs_from is RunsFrom.HALF_YEAR_END:
        start = oracle.end_of_quarter(start, (3, 9))
    words = (period.length, str(period.unit), str(period.counting))
    try:
        last = oracle.last_of(start, *words, works)
        return oracle.rolled(start, last, *words, str(period.rolling), works)
    except LookupError:
        return None


def ours(start: date, period: Period, calendar: Calendar) -> date | None:
    """Our last day, in the oracle's terms."""
    try:
        return last_day(start, period, calendar)
    except BeyondCalendar:
        return None


@some
@given(start=known_days, period=periods())
def test_any_period_on_the_shipped_calendar(start: date, period: Period) -> None:
    """2015 to 2028: all units, both ways of counting, all ways of rolling."""
    assert ours(start, period, UK) == by_walking(start, period, UK)


@some
@given(start=later_days, period=periods(), calendar=made_up_calendars())
def test_any_period_on_a_made_up_calendar(start: date, period: Period, calendar: Calendar) -> None:
    """Beyond what is known, on calendars with weekend holidays and several in a row."""
    assert ours(start, period, calendar) == by_walking(start, period, calendar)


@pytest.mark.parametrize("unit", [Unit.MONTHS, Unit.QUARTERS, Unit.HALF_YEARS, Unit.YEARS])
@pytest.mark.parametrize("counting", list(Counting))
def test_every_start_day_of_fourteen_years_in_months(unit: Unit, counting: Counting) -> None:
    """Month ends and leap days among them; no calendar is asked."""
    period = Period(length=1, unit=unit, counting=counting)
    starts = [date(2015, 1, 1) + timedelta(days=number) for number in range(14 * 365 + 4)]
    assert [last_day(on, period, UK) for on in starts] == [by_walking(on, period, UK) for on in starts]


@some
@given(start=known_days, period=periods())
def test_every_explanation_ends_where_the_period_ends(start: date, period: Period) -> None:
    """Numbers 1 to N in order, no day twice, and a reason for each."""
    try:
        found = explain_period(start, period, UK)
    except BeyondCalendar:
        assert ours(start, period, UK) is None
        return
    assert found.last_on == ours(start, period, UK)
    assert [one.counted for one in found.days if one.counted is not None] == list(range(1, period.length + 1))
    days = [one.on for one in found.days if one.counted is not None or not one.reason.startswith("the period")]
    assert days == sorted(set(days))
    assert all(one.reason for one in found.days)
    assert (found.calendar_sha256 == UK.sha256) == period.asks_calendar


@some
@given(start=known_days, period=periods(), zone=st.sampled_from(ZONES))
def test_a_period_is_over_with_the_last_microsecond_of_its_last_local_day(
    start: date, period: Period, zone: str
) -> None:
    """On either side of a clock change, in four zones."""
    try:
        found = ending(start, period, UK, zone)
    except BeyondCalendar:
        return
    assert found.due_at == oracle.end_of_local_day(found.last_on, zone)
    assert found.calendar == (UK.pin if period.asks_calendar else None)


@settings(max_examples=25, deadline=None)
@given(
    start=st.datetimes(datetime(2015, 1, 5), datetime(2028, 10, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(1, 30),
    opens=st.integers(4, 15),
    zone=st.sampled_from(ZONES),
)
def test_business_hours_agree_with_a_walk_minute_by_minute(start: datetime, hours: int, opens: int, zone: str) -> None:
    """Eight open hours a day on working days, whatever the clocks do."""
    at = start.replace(second=0, microsecond=0)
    opening = OpeningHours(opens=time(opens), closes=time(opens + 8))
    period = Period(length=hours, unit=Unit.BUSINESS_HOURS, counting=Counting.AFTER, opening=opening)
    found = ending(at.date(), period, UK, zone, start_at=at)
    expected = oracle.business_end(at, hours, opening.opens, opening.closes, zone, UK.is_working_day)
    assert found.due_at == expected


@some
@given(
    start=st.datetimes(datetime(2015, 1, 5), datetime(2028, 10, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(1, 400),
    zone=st.sampled_from(ZONES),
)
def test_hours_are_real_hours_over_every_change(start: datetime, hours: int, zone: str) -> None:
    """48 hours are 48 hours; by EU law they begin with the next full hour."""
    plain = Period(length=hours, unit=Unit.HOURS, counting=Counting.AFTER)
    assert ending(start.date(), plain, UK, zone, start_at=start).due_at == start + timedelta(hours=hours)
    eu = Period(length=hours, unit=Unit.HOURS, counting=Counting.AFTER, rolling=Rolling.EU)
    found = ending(start.date(), eu, UK, zone, start_at=start).due_at
    assert (found.minute, found.second, found.microsecond) == (0, 0, 0)
    assert timedelta(0) < found - start - timedelta(hours=hours) <= timedelta(hours=1)
    explained = explain_period(start.date(), eu, UK, start_at=start, zone=zone)
    assert [one.counted for one in explained.days if one.counted is not None][-1] == hours


@settings(max_examples=30, deadline=None)
@given(
    before=st.dates(date(2017, 1, 1), date(2028, 12, 31)),
    at_least=st.builds(Bound, length=st.integers(1, 60), unit=st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS])),
    at_most=st.builds(Bound, length=st.integers(1, 13), unit=st.just(Unit.MONTHS)),
)
def test_a_backward_window_holds_exactly_the_days_that_are_far_enough_and_near_enough(
    before: date, at_least: Bound, at_most: Bound
) -> None:
    """Each day of two years is asked one by one; at most N months means that N months after it reach the day."""
    window = window_before(before, UK, at_least=at_least, at_most=at_most)
    works = UK.is_working_day
    for number in range(1, 450):
        on = before - timedelta(days=number)
        if at_least.unit is Unit.CALENDAR_DAYS:
            far = number >= at_least.length
        else:
            far = sum(works(on + timedelta(days=n)) for n in range(number)) >= at_least.length
        near = oracle.last_of(on, at_most.length, "months", "after", works) >= before
        assert window.permits(on) == (far and near), on


@some
@given(before=known_days, months=st.integers(1, 24))
def test_at_least_so_many_months_before_is_the_narrower_reading(before: date, months: int) -> None:
    """The last permitted day is the date that corresponds, or the last of a month without it."""
    window = window_before(before, UK, at_least=Bound(length=months, unit=Unit.MONTHS))
    assert window.last_on == oracle.marks_back(before, months)
    assert last_day(window.last_on, Period(length=months, unit=Unit.MONTHS, counting=Counting.AFTER), UK) <= before
