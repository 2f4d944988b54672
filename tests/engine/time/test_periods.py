"""Where periods end, how that is explained, and which input is no period."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.errors import BeyondCalendar, InvalidInput
from engine.time.calendar import Calendar
from engine.time.periods import (
    LONGEST_PERIOD,
    Counting,
    Period,
    Unit,
    WorkingDays,
    add_working_days,
    explain_period,
    last_day,
    working_days_left,
)
from tests.engine.time.conftest import calendar_days, day, working_days


def test_each_day_of_a_standstill_is_explained(uk: Calendar) -> None:
    """From the start day to the last one, each with its number, or the reason why it has none."""
    explanation = explain_period(day("Mon 23 Nov 2026"), working_days(8), uk)
    assert [(found.on.day, found.counted, found.reason) for found in explanation.days] == [
        (23, 1, "working day"),
        (24, 2, "working day"),
        (25, 3, "working day"),
        (26, 4, "working day"),
        (27, 5, "working day"),
        (28, None, "Saturday"),
        (29, None, "Sunday"),
        (30, None, "bank holiday: St Andrew's Day (Scotland)"),
        (1, 6, "working day"),
        (2, 7, "working day"),
        (3, 8, "working day"),
    ]
    assert explanation.sentence == (
        "8 working days beginning with Monday 23 November 2026 end with Thursday 3 December 2026. Not counted: "
        "2 weekend days; Monday 30 November 2026, St Andrew's Day (Scotland). "
        'Calendar "uk", version 2026.1.'
    )
    assert (explanation.calendar_name, explanation.calendar_version) == ("uk", "2026.1")


def test_a_period_beginning_with_a_saturday_says_that_it_adds_nothing(uk: Calendar) -> None:
    """UK-CLK-5: the standstill begins in name with the day of publication; day 1 is the next working day."""
    explanation = explain_period(day("Sat 28 Nov 2026"), working_days(8), uk)
    assert explanation.days[0].counted is None
    assert "UK-CLK-5" in explanation.days[0].reason
    assert explanation.days[3].on == day("Tue 1 Dec 2026")
    assert explanation.days[3].counted == 1


def test_calendar_days_are_explained_without_naming_a_calendar(uk: Calendar) -> None:
    """No calendar was asked, so none is cited."""
    explanation = explain_period(day("Mon 2 Nov 2026"), calendar_days(10, Counting.AFTER), uk)
    assert (explanation.calendar_name, explanation.calendar_version) == (None, None)
    assert explanation.sentence == (
        "10 calendar days after Monday 2 November 2026 end with Thursday 12 November 2026. "
        "Every day counts, weekends and holidays too."
    )
    assert [found.counted for found in explanation.days] == [None, *range(1, 11)]


def test_many_holidays_are_counted_in_the_sentence_and_named_day_by_day(uk: Calendar) -> None:
    """A sentence stays readable; nothing is lost, because every day is listed."""
    explanation = explain_period(date(2026, 1, 1), working_days(200), uk)
    assert "weekend days; 11 bank holidays." in explanation.sentence
    assert sum(found.reason.startswith("bank holiday") for found in explanation.days) == 11


def test_up_to_five_holidays_are_named_in_the_sentence(uk: Calendar) -> None:
    """Over Christmas and new year each has its name."""
    sentence = explain_period(date(2026, 1, 1), working_days(64), uk).sentence
    assert "weekend days; Thursday 1 January 2026, New Year's Day (all of the UK); Friday 2 January" in sentence
    assert sentence.count(" (") == 5


def test_the_day_before_the_first_one_is_not_called_a_weekend_day(uk: Calendar) -> None:
    """Counting "after" a Monday leaves the Monday out by the words of the period, not by the calendar."""
    sentence = explain_period(day("Mon 9 Nov 2026"), working_days(2, Counting.AFTER), uk).sentence
    assert sentence == (
        "2 working days after Monday 9 November 2026 end with Wednesday 11 November 2026. "
        'Calendar "uk", version 2026.1.'
    )


def test_one_day_is_written_in_the_singular(uk: Calendar) -> None:
    """One working day "ends", several "end"."""
    assert explain_period(day("Mon 9 Nov 2026"), working_days(1), uk).sentence.startswith(
        "1 working day beginning with Monday 9 November 2026 ends with Monday 9 November 2026."
    )


def test_calendar_days_need_no_calendar(uk: Calendar) -> None:
    """In the year 2100, which no calendar knows, plain days still add up; in 1900 too."""
    assert last_day(date(2100, 2, 28), calendar_days(2), uk) == date(2100, 3, 1)  # 2100 is no leap year
    assert last_day(date(1900, 2, 28), calendar_days(1, Counting.AFTER), uk) == date(1900, 3, 1)
    assert explain_period(date(2100, 2, 28), calendar_days(2), uk).last_on == date(2100, 3, 1)


def test_working_days_stop_where_the_calendar_stops(uk: Calendar) -> None:
    """Friday 29 December 2028 is the last working day known; the next one is refused, not guessed."""
    start = day("Wed 27 Dec 2028")
    assert last_day(start, working_days(3), uk) == day("Fri 29 Dec 2028")
    for attempt in (
        lambda: last_day(start, working_days(4), uk),
        lambda: explain_period(start, working_days(4), uk),
        lambda: last_day(date(2100, 1, 1), working_days(1), uk),
        lambda: last_day(date(2014, 12, 31), working_days(1), uk),
        lambda: add_working_days(start, WorkingDays(3), uk),
        lambda: add_working_days(date(2015, 1, 5), WorkingDays(-2), uk),
        lambda: working_days_left(start, date(2029, 1, 1), uk),
        lambda: working_days_left(date(2014, 12, 31), start, uk),
    ):
        with pytest.raises(BeyondCalendar):
            attempt()


def test_the_day_before_the_first_day_of_a_period_need_not_be_known(uk: Calendar) -> None:
    """Counting "after" 31 December 2014 asks only about 2015."""
    assert last_day(date(2014, 12, 31), working_days(1, Counting.AFTER), uk) == date(2015, 1, 5)


@pytest.mark.parametrize("length", [0, -1, LONGEST_PERIOD + 1, pytest.param(10**5000, id="huge"), True, 8.0, "8", None])
def test_a_length_that_is_no_number_of_days_is_refused(length: Any) -> None:
    """At least one day, at most a hundred years, a whole number, and not a yes or no."""
    with pytest.raises(InvalidInput, match="length"):
        Period(length=length, unit=Unit.WORKING_DAYS, counting=Counting.AFTER)


def test_an_unknown_unit_or_counting_is_refused_with_what_is_accepted() -> None:
    """The field and both choices are named."""
    wrong: Any = "fortnights"
    with pytest.raises(InvalidInput, match=r'unit: expected "calendar-days" or "working-days" .* got \'fortnights\''):
        Period(length=1, unit=wrong, counting=Counting.AFTER)
    with pytest.raises(InvalidInput, match=r'counting: expected "beginning-with" or "after"'):
        Period(length=1, unit=Unit.WORKING_DAYS, counting=wrong)


def test_words_from_a_file_become_the_named_choices() -> None:
    """A period made from text equals one made from the enums."""
    unit: Any = "working-days"
    counting: Any = "after"
    assert Period(length=8, unit=unit, counting=counting) == working_days(8, Counting.AFTER)


@pytest.mark.parametrize("start", [datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 23), "2026-11-23", None, 0])  # noqa: DTZ001
@pytest.mark.parametrize("period", [working_days(8), calendar_days(8), calendar_days(8, Counting.AFTER)])
def test_a_start_that_is_no_plain_date_is_refused(uk: Calendar, start: Any, period: Period) -> None:
    """A moment has no date until a zone is named (UK-CLK-7)."""
    for function in (last_day, explain_period):
        with pytest.raises(InvalidInput):
            function(start, period, uk)


@pytest.mark.parametrize("function", [last_day, explain_period])
def test_a_period_past_the_last_date_there_is_is_refused(uk: Calendar, function: Any) -> None:
    """The end of the year 9999 is a clear error, not an overflow; the last date itself can be reached."""
    assert last_day(date.max, calendar_days(1), uk) == date.max
    with pytest.raises(InvalidInput, match="9999"):
        function(date.max, calendar_days(2), uk)
    with pytest.raises(InvalidInput, match="9999"):
        function(date.max, calendar_days(1, Counting.AFTER), uk)


def test_no_working_day_added_is_the_date_itself(uk: Calendar) -> None:
    """Zero moves nothing: a Saturday stays a Saturday (UK-CLK-2)."""
    assert add_working_days(day("Sat 28 Nov 2026"), WorkingDays(0), uk) == day("Sat 28 Nov 2026")


def test_working_days_can_be_counted_back_from_a_deadline(uk: Calendar) -> None:
    """Two working days before Tuesday 1 December 2026 is Thursday: Monday is a holiday in Scotland."""
    assert add_working_days(day("Tue 1 Dec 2026"), WorkingDays(-2), uk) == day("Thu 26 Nov 2026")


@pytest.mark.parametrize("days", [True, 1.0, None, "3", 10**6, pytest.param(-(10**5000), id="huge")])
def test_a_number_of_working_days_that_is_none_is_refused(uk: Calendar, days: Any) -> None:
    """The field is named."""
    with pytest.raises(InvalidInput, match="days"):
        add_working_days(date(2026, 11, 23), days, uk)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("Mon 23 Nov 2026", 7),
        ("Fri 27 Nov 2026", 3),
        ("Sat 28 Nov 2026", 3),
        ("Mon 30 Nov 2026", 3),
        ("Wed 2 Dec 2026", 1),
        ("Thu 3 Dec 2026", 0),
        ("Fri 4 Dec 2026", -1),
        ("Mon 7 Dec 2026", -2),
    ],
)
def test_working_days_left_are_those_after_today_up_to_the_last_day(uk: Calendar, today: str, left: int) -> None:
    """On the last day none is left, and afterwards the number says how late it is."""
    assert working_days_left(day(today), day("Thu 3 Dec 2026"), uk) == left
