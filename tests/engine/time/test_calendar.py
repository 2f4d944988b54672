"""Which days are working days, and what happens where the calendar ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine.errors import BeyondCalendar, InvalidInput
from engine.time.calendar import Calendar


def make_calendar(**changes: Any) -> Calendar:
    """A calendar of one month with one holiday."""
    values: dict[str, Any] = {
        "name": "test",
        "version": "1.0",
        "sha256": "0" * 64,
        "first_on": date(2026, 6, 1),
        "last_on": date(2026, 6, 30),
        "holidays": {date(2026, 6, 15): "World Cup (Scotland)"},
    }
    return Calendar(**(values | changes))


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2026, 11, 27), None),
        (date(2026, 11, 28), "Saturday"),
        (date(2026, 11, 29), "Sunday"),
        (date(2026, 11, 30), "bank holiday: St Andrew's Day (Scotland)"),
        (date(2027, 7, 12), "bank holiday: Battle of the Boyne (Northern Ireland)"),
        (date(2027, 3, 29), "bank holiday: Easter Monday (England, Wales and Northern Ireland)"),
        (date(2027, 12, 25), "Saturday"),
        (date(2027, 12, 27), "bank holiday: Christmas Day substitute day (all of the UK)"),
    ],
)
def test_a_day_says_why_it_is_not_a_working_day(uk: Calendar, on: date, why: str | None) -> None:
    """UK-CLK-1: weekends and bank holidays in any part of the UK, each by its name."""
    assert uk.why_not_working(on) == why
    assert uk.is_working_day(on) is (why is None)


@pytest.mark.parametrize("on", [date(2014, 12, 31), date(2029, 1, 1), date(2100, 6, 1), date.min, date.max])
def test_a_day_outside_the_calendar_is_refused_with_what_to_do(uk: Calendar, on: date) -> None:
    """No working day is guessed, weekends included: the message names the last known day and the next step."""
    limit = "Sunday 31 December 2028 is the last day" if on.year > 2020 else "Thursday 1 January 2015 is the first day"
    for question in (uk.is_working_day, uk.why_not_working, uk.working_days_by):
        with pytest.raises(BeyondCalendar, match=limit) as caught:
            question(on)
        assert "Install" in str(caught.value)
        assert caught.value.exit_code == 3


@pytest.mark.parametrize("on", [date(2015, 1, 1), date(2028, 12, 31)])
def test_the_first_and_the_last_day_are_known(uk: Calendar, on: date) -> None:
    """Both ends of the range belong to it."""
    assert uk.why_not_working(on) is not None


@pytest.mark.parametrize("value", [datetime(2026, 11, 30, tzinfo=UTC), "2026-11-30", None, 20261130, b"", 1.5])
def test_only_a_plain_date_is_taken(uk: Calendar, value: Any) -> None:
    """A datetime would silently miss the holiday table; it is refused like any other wrong kind."""
    with pytest.raises(InvalidInput, match=r"date: "):
        uk.is_working_day(value)


def test_a_calendar_cannot_be_changed_after_it_was_made() -> None:
    """Not through its own mapping, and not through the mapping that it was made from."""
    holidays = {date(2026, 6, 15): "World Cup (Scotland)"}
    calendar = make_calendar(holidays=holidays)
    holidays.clear()
    assert not calendar.is_working_day(date(2026, 6, 15))
    with pytest.raises(TypeError):
        calendar.holidays[date(2026, 6, 16)] = "no"  # type: ignore[index]


def test_two_calendars_of_the_same_content_are_equal() -> None:
    """A calendar is a value: it can be compared, and used as a key."""
    assert make_calendar() == make_calendar()
    assert hash(make_calendar()) == hash(make_calendar())
    assert make_calendar() != make_calendar(holidays={})


@pytest.mark.parametrize(
    "changes",
    [
        {"first_on": date(2026, 7, 1)},
        {"first_on": "2026-06-01"},
        {"last_on": datetime(2026, 6, 30, tzinfo=UTC)},
        {"holidays": {date(2026, 7, 1): "outside"}},
        {"holidays": {datetime(2026, 6, 15, tzinfo=UTC): "a moment"}},
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    """A range the wrong way round, a holiday outside it, or a moment in place of a date."""
    with pytest.raises(InvalidInput):
        make_calendar(**changes)


def test_a_holiday_on_a_weekend_is_not_taken_off_twice() -> None:
    """A list may name the Saturday itself beside its substitute; the count of working days does not change."""
    plain, doubled = (
        make_calendar(),
        make_calendar(holidays=dict(make_calendar().holidays) | {date(2026, 6, 20): "Saturday"}),
    )
    for number in range(30):
        on = date(2026, 6, 1) + timedelta(days=number)
        assert plain.working_days_by(on) == doubled.working_days_by(on)
        assert plain.why_not_working(on) == doubled.why_not_working(on)
