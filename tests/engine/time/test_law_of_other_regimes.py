"""Vectors for EU law, the legacy regulations, months and backward periods: worked out by hand from the rule book."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from engine.errors import BeyondCalendar, InvalidInput
from engine.time.calendar import Calendar
from engine.time.local_time import format_instant
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
    half_year_of,
    last_day,
    quarter_of,
    window_before,
)
from tests.engine.time.conftest import day

LONDON = "Europe/London"
AFTER, WITH = Counting.AFTER, Counting.BEGINNING_WITH


def period(length: int, unit: Unit, counting: Counting = AFTER, rolling: Rolling = Rolling.NONE) -> Period:
    """A period in few words."""
    return Period(length=length, unit=unit, counting=counting, rolling=rolling)


@pytest.mark.parametrize(
    ("sent", "rolling", "ends", "why"),
    [
        ("Mon 9 Nov 2026", Rolling.EU, "Thu 19 Nov 2026", "EU-SS-1: ten days from the day after"),
        ("Wed 11 Nov 2026", Rolling.EU, "Mon 23 Nov 2026", "EU-CLK-1: the tenth day is a Saturday"),
        ("Fri 20 Nov 2026", Rolling.EU, "Tue 1 Dec 2026", "EU-CLK-1: the tenth day is a holiday of this calendar"),
        ("Wed 11 Nov 2026", Rolling.PCR2015, "Mon 23 Nov 2026", "LEG-5: not a working day, so the next one"),
        ("Tue 15 Dec 2026", Rolling.PCR2015, "Tue 29 Dec 2026", "LEG-5: Christmas Day and what follows"),
        ("Wed 11 Nov 2026", Rolling.NONE, "Sat 21 Nov 2026", "UK-CLK-2: nothing rolls under the Act"),
    ],
)
def test_ten_days_end_where_each_law_says(uk: Calendar, sent: str, rolling: Rolling, ends: str, why: str) -> None:
    """The same ten days after sending, under three laws."""
    assert last_day(day(sent), period(10, Unit.CALENDAR_DAYS, AFTER, rolling), uk) == day(ends), why


@pytest.mark.parametrize(
    ("event", "length", "ends"),
    [
        ("Fri 13 Nov 2026", 1, "Mon 16 Nov 2026"),  # one day needs no two working days: it only rolls
        ("Fri 13 Nov 2026", 2, "Tue 17 Nov 2026"),  # Saturday, Sunday, Monday: one working day is not enough
        ("Thu 12 Nov 2026", 2, "Mon 16 Nov 2026"),  # Friday and Monday
        ("Thu 24 Dec 2026", 3, "Wed 30 Dec 2026"),  # Christmas to Monday 28th, a holiday: the 29th and the 30th
    ],
)
def test_two_days_or_more_hold_two_working_days_in_eu_law(uk: Calendar, event: str, length: int, ends: str) -> None:
    """EU-CLK-1, Article 3(5)."""
    found = explain_period(day(event), period(length, Unit.CALENDAR_DAYS, AFTER, Rolling.EU), uk)
    assert found.last_on == day(ends)
    assert "It rolls forward to" in found.sentence


@pytest.mark.parametrize(
    ("start", "length", "unit", "counting", "ends"),
    [
        ("Sun 31 Jan 2027", 1, Unit.MONTHS, AFTER, "Sun 28 Feb 2027"),  # no 31 February: its last day
        ("Mon 31 Jan 2028", 1, Unit.MONTHS, AFTER, "Tue 29 Feb 2028"),  # a leap year
        ("Sun 28 Feb 2027", 1, Unit.MONTHS, AFTER, "Sun 28 Mar 2027"),  # a date corresponds, not a month's end
        ("Tue 29 Feb 2028", 1, Unit.YEARS, AFTER, "Wed 28 Feb 2029"),
        ("Thu 1 Apr 2027", 12, Unit.MONTHS, WITH, "Fri 31 Mar 2028"),  # UK-PERF-1: a year beginning with
        ("Tue 29 Feb 2028", 12, Unit.MONTHS, WITH, "Wed 28 Feb 2029"),
        ("Mon 31 Aug 2026", 6, Unit.MONTHS, WITH, "Sun 28 Feb 2027"),
        ("Mon 1 Mar 2027", 1, Unit.MONTHS, WITH, "Wed 31 Mar 2027"),
        ("Mon 30 Nov 2026", 1, Unit.QUARTERS, AFTER, "Sun 28 Feb 2027"),
        ("Tue 31 Mar 2026", 1, Unit.HALF_YEARS, AFTER, "Wed 30 Sep 2026"),
        ("Mon 23 Nov 2026", 3, Unit.YEARS, WITH, "Thu 22 Nov 2029"),  # UK-REC-3: kept for three years
    ],
)
def test_months_end_on_the_date_that_corresponds(  # noqa: PLR0917 - a table
    uk: Calendar, start: str, length: int, unit: Unit, counting: Counting, ends: str
) -> None:
    """Month ends, leap days, both ways of counting."""
    found = explain_period(day(start), period(length, unit, counting), uk)
    assert found.last_on == last_day(day(start), found.period, uk) == day(ends)
    assert found.calendar_name is None


def test_each_month_explains_itself(uk: Calendar) -> None:
    """Month by month: the date that corresponds, or a month without it."""
    found = explain_period(day("Sun 31 Jan 2027"), period(3, Unit.MONTHS), uk)
    assert [(one.on.isoformat(), one.counted, one.reason) for one in found.days] == [
        ("2027-01-31", None, "the period starts on the day after (UK-CLK-4)"),
        ("2027-02-28", 1, "month 1 ends: February 2027 has no day 31, so its last day"),
        ("2027-03-31", 2, "month 2 ends: the date that corresponds to 31 January"),
        ("2027-04-30", 3, "month 3 ends: April 2027 has no day 31, so its last day"),
    ]


@pytest.mark.parametrize(
    ("paid", "runs_from", "ends"),
    [
        ("Mon 2 Nov 2026", RunsFrom.QUARTER_END, "Fri 29 Jan 2027"),  # UK-PAY-3: 31 December is day 1
        ("Tue 31 Mar 2026", RunsFrom.QUARTER_END, "Wed 29 Apr 2026"),  # the last day of the quarter itself
        ("Thu 1 Jan 2026", RunsFrom.HALF_YEAR_END, "Wed 29 Apr 2026"),  # UK-PAY-2: "29 April", law.md 1.9
        ("Wed 1 Apr 2026", RunsFrom.HALF_YEAR_END, "Thu 29 Oct 2026"),
    ],
)
def test_payments_are_published_within_30_days_of_the_end_of_the_span(
    uk: Calendar, paid: str, runs_from: RunsFrom, ends: str
) -> None:
    """Beginning with its last day."""
    found = Period(length=30, unit=Unit.CALENDAR_DAYS, counting=WITH, runs_from=runs_from)
    assert last_day(day(paid), found, uk) == day(ends)
    assert "(the last day of the" in explain_period(day(paid), found, uk).sentence


def test_quarters_and_half_years_are_those_of_the_financial_year() -> None:
    """The half-years end on 31 March and 30 September."""
    assert (quarter_of(date(2026, 11, 23)).first_on, quarter_of(date(2026, 11, 23)).last_on) == (
        date(2026, 10, 1), date(2026, 12, 31),
    )  # fmt: skip
    assert (half_year_of(date(2027, 2, 28)).first_on, half_year_of(date(2027, 2, 28)).last_on) == (
        date(2026, 10, 1), date(2027, 3, 31),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "first", "last"),
    [
        ("Tue 1 Jun 2027", "Mon 1 Jun 2026", "Thu 22 Apr 2027"),  # UK-PPN-1
        ("Thu 30 Mar 2028", "Tue 30 Mar 2027", "Sat 19 Feb 2028"),
        ("Tue 29 Feb 2028", "Mon 1 Mar 2027", "Thu 20 Jan 2028"),  # 12 months after 28 February end on the 28th
    ],
)
def test_a_planned_procurement_notice_qualifies_between_40_days_and_12_months_before(
    uk: Calendar, before: str, first: str, last: str
) -> None:
    """UK-PPN-1 counts back from the publication of the tender notice (law.md 10, trap 6)."""
    window = window_before(
        day(before), uk, at_least=Bound(length=40, unit=Unit.CALENDAR_DAYS), at_most=Bound(length=12, unit=Unit.MONTHS)
    )
    assert (window.first_on, window.last_on) == (day(first), day(last))
    assert len(window.sentences) == 2
    assert not window.empty


def test_a_window_may_be_empty(uk: Calendar) -> None:
    """At least two months and at most one cannot both be."""
    window = window_before(
        date(2027, 6, 1), uk, at_least=Bound(length=2, unit=Unit.MONTHS), at_most=Bound(length=1, unit=Unit.MONTHS)
    )
    assert window.empty
    with pytest.raises(InvalidInput, match="give one of them"):
        window_before(date(2027, 6, 1), uk)


def test_48_hours_by_eu_law_begin_with_the_next_full_hour(uk: Calendar) -> None:
    """EU-49-52: the hour of the event does not count; a clock change neither adds nor takes an hour."""
    hours = period(48, Unit.HOURS, AFTER, Rolling.EU)
    at = datetime(2026, 10, 24, 9, 20, tzinfo=UTC)  # Saturday 10:20 in London; the clocks go back on Sunday
    found = ending(date(2026, 10, 24), hours, uk, LONDON, start_at=at)
    assert format_instant(found.due_at) == "2026-10-26T10:00:00.000000Z"
    explained = explain_period(date(2026, 10, 24), hours, uk, start_at=at, zone=LONDON)
    assert [one.reason for one in explained.days][1] == "25 hours"
    assert explained.sentence.endswith("end at 26 October 2026, 10:00 (London).")


def test_business_hours_pass_over_the_night_the_weekend_and_the_holiday(uk: Calendar) -> None:
    """Ten business hours after Friday 27 November 2026, 16:00: Monday is St Andrew's Day."""
    opening = OpeningHours(opens=time(9), closes=time(17))
    hours = Period(length=10, unit=Unit.BUSINESS_HOURS, counting=AFTER, opening=opening)
    at = datetime(2026, 11, 27, 16, tzinfo=UTC)
    found = explain_period(at.date(), hours, uk, start_at=at, zone=LONDON)
    assert [(one.on.day, one.counted, one.reason) for one in found.days] == [
        (27, 1, "1 hour"),
        (28, None, "Saturday"),
        (29, None, "Sunday"),
        (30, None, "bank holiday: St Andrew's Day (Scotland)"),
        (1, 9, "8 hours"),
        (2, 10, "1 hour"),
    ]
    due_at = ending(at.date(), hours, uk, LONDON, start_at=at).due_at
    assert format_instant(due_at) == "2026-12-02T10:00:00.000000Z"


def test_an_hour_may_be_stated_for_the_last_day(uk: Calendar) -> None:
    """Noon on the last day, on the wall: an hour of winter is an hour later in UTC than one of summer."""
    noon = Period(length=10, unit=Unit.CALENDAR_DAYS, counting=AFTER, ends_at=time(12))
    winter = ending(date(2026, 10, 16), noon, uk, LONDON).due_at
    summer = ending(date(2026, 10, 14), noon, uk, LONDON).due_at
    assert [format_instant(at)[:16] for at in (summer, winter)] == ["2026-10-24T11:00", "2026-10-26T12:00"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": Unit.HOURS, "counting": WITH},
        {"unit": Unit.HOURS, "rolling": Rolling.PCR2015},
        {"unit": Unit.HOURS, "ends_at": time(12)},
        {"unit": Unit.HOURS, "runs_from": RunsFrom.QUARTER_END},
        {"unit": Unit.BUSINESS_HOURS},
        {"unit": Unit.MONTHS, "opening": OpeningHours(opens=time(9), closes=time(17))},
        {"unit": Unit.MONTHS, "ends_at": time(1, 30)},
        {"unit": Unit.MONTHS, "ends_at": time(12, 0, 1)},
        {"unit": Unit.MONTHS, "length": 1201},
        {"unit": Unit.YEARS, "length": 101},
        {"unit": Unit.MONTHS, "rolling": "sometimes"},
    ],
)
def test_what_makes_no_period_is_refused(wrong: dict[str, object]) -> None:
    """Mixtures, hours at which clocks change, and more than a hundred years."""
    given: dict[str, object] = {"length": 1, "counting": AFTER, **wrong}
    with pytest.raises(InvalidInput):
        Period(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("opens", "closes"), [(time(17), time(9)), (time(1), time(9)), (time(9), time(9))])
def test_opening_hours_are_hours_of_one_day(opens: time, closes: time) -> None:
    """Neither reversed, nor empty, nor at night."""
    with pytest.raises(InvalidInput):
        OpeningHours(opens=opens, closes=closes)


def test_hours_need_an_instant(uk: Calendar) -> None:
    """A day alone does not say when the hours began."""
    for ask in (
        lambda: last_day(date(2026, 11, 23), period(4, Unit.HOURS), uk),
        lambda: ending(date(2026, 11, 23), period(4, Unit.HOURS), uk, LONDON),
        lambda: explain_period(date(2026, 11, 23), period(4, Unit.HOURS), uk),
    ):
        with pytest.raises(InvalidInput, match="run from a moment"):
            ask()


def test_rolling_asks_the_calendar_and_so_can_be_refused(uk: Calendar) -> None:
    """Nobody knows whether 1 January 2029 is a working day here; without rolling nobody asks."""
    start = date(2028, 12, 25)
    assert last_day(start, period(7, Unit.CALENDAR_DAYS), uk) == date(2029, 1, 1)
    with pytest.raises(BeyondCalendar):
        last_day(start, period(7, Unit.CALENDAR_DAYS, AFTER, Rolling.EU), uk)


def test_beyond_the_calendar_an_answer_can_be_asked_for_that_says_it_is_provisional(uk: Calendar) -> None:
    """Weekdays are taken for working days; the ending, the days and the sentence all say so. Before it: never."""
    standstill = period(8, Unit.WORKING_DAYS, WITH)
    beyond = uk.beyond_its_end()
    found = ending(day("Wed 27 Dec 2028"), standstill, beyond, LONDON)
    assert (found.last_on, found.provisional) == (day("Fri 5 Jan 2029"), True)
    explained = explain_period(day("Wed 27 Dec 2028"), standstill, beyond)
    assert explained.provisional
    assert explained.sentence.endswith(
        "Provisional: the calendar ends with Sunday 31 December 2028, and later bank holidays are not known yet."
    )
    assert explained.days[-1].reason == "weekday; whether it is a holiday is not known yet"
    assert not ending(day("Mon 23 Nov 2026"), standstill, beyond, LONDON).provisional
    with pytest.raises(BeyondCalendar):
        last_day(date(2014, 12, 31), standstill, beyond)
