"""Every change of the clocks in London from 2015 to 2028, for every kind of computation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.errors import InvalidInput
from engine.time.calendar import Calendar
from engine.time.local_time import describe_instant, end_of_day, instant_of, local_date, start_of_day
from engine.time.periods import Counting, last_day
from tests.engine.time.conftest import calendar_days, working_days

LONDON = "Europe/London"
HOUR = timedelta(hours=1)


def last_sunday(year: int, month: int) -> date:
    """The rule of the Summer Time Order, worked out without any zone data."""
    on = date(year, month, 31)
    return on - timedelta(days=on.isoweekday() % 7)


SPRINGS = [last_sunday(year, 3) for year in range(2015, 2029)]
AUTUMNS = [last_sunday(year, 10) for year in range(2015, 2029)]


@pytest.mark.parametrize("on", SPRINGS)
def test_the_spring_day_has_23_hours_and_no_half_past_one(on: date) -> None:
    """01:00 becomes 02:00; times in between are refused, those on both sides are an hour apart."""
    assert end_of_day(on, LONDON) - start_of_day(on, LONDON) == 23 * HOUR
    last_before, first_after = datetime(on.year, 3, on.day, 0, 59), datetime(on.year, 3, on.day, 2)  # noqa: DTZ001
    assert instant_of(first_after, LONDON) - instant_of(last_before, LONDON) == timedelta(minutes=1)
    for minute in (0, 30, 59):
        with pytest.raises(InvalidInput, match="does not exist"):
            instant_of(datetime(on.year, 3, on.day, 1, minute), LONDON)  # noqa: DTZ001


@pytest.mark.parametrize("on", AUTUMNS)
def test_the_autumn_day_has_25_hours_and_two_half_past_ones(on: date) -> None:
    """02:00 becomes 01:00; times in between are refused, and described so that they can be told apart."""
    assert end_of_day(on, LONDON) - start_of_day(on, LONDON) == 25 * HOUR
    for minute in (0, 30, 59):
        with pytest.raises(InvalidInput, match="happens twice"):
            instant_of(datetime(on.year, 10, on.day, 1, minute), LONDON)  # noqa: DTZ001
    first, second = (datetime(on.year, 10, on.day, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert describe_instant(first, LONDON).endswith("01:30 (London, BST)")
    assert describe_instant(second, LONDON).endswith("01:30 (London, GMT)")
    assert instant_of(datetime(on.year, 10, on.day, 2), LONDON) == second + HOUR / 2  # noqa: DTZ001


@pytest.mark.parametrize("change", SPRINGS + AUTUMNS)
@pytest.mark.parametrize("counting", list(Counting))
def test_a_period_over_the_change_ends_at_midnight_on_the_wall(uk: Calendar, change: date, counting: Counting) -> None:
    """Days are counted as dates and the zone is attached last, so no deadline is an hour out on the other side."""
    start = change - timedelta(days=3)
    for period in (calendar_days(6, counting), working_days(4, counting)):
        last = last_day(start, period, uk)
        assert last > change
        ends = end_of_day(last, LONDON)
        assert local_date(ends, LONDON) == last + timedelta(days=1)
        assert ends.hour == (23 if change.month == 3 else 0)
        assert start_of_day(start, LONDON).hour == (0 if change.month == 3 else 23)


@pytest.mark.parametrize("change", SPRINGS + AUTUMNS)
def test_the_local_date_turns_over_at_the_right_instant_on_both_sides(change: date) -> None:
    """For each of the nights around the change: the date turns at local midnight and not an hour beside it."""
    for offset in (-1, 0, 1, 2):
        on = change + timedelta(days=offset)
        midnight = start_of_day(on, LONDON)
        summer = (on > change) == (change.month == 3)
        assert midnight == datetime(on.year, on.month, on.day, tzinfo=UTC) - (HOUR if summer else timedelta(0))
        assert local_date(midnight, LONDON) == on
        assert local_date(midnight - timedelta(microseconds=1), LONDON) == on - timedelta(days=1)
