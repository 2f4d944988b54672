"""Every test vector of the rule book's section on time arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from engine.time.calendar import Calendar
from engine.time.local_time import end_of_day
from engine.time.periods import Counting, last_day
from tests.engine.time.conftest import calendar_days, day, working_days

STANDSTILL = working_days(8)  # UK-SS-1 (Procurement Act 2023, s.51): eight, beginning with the day of publication.

# Publication of UK6 -> last standstill day, and what a calendar of England alone would say.
STANDSTILLS = [
    ("Mon 8 Jun 2026", "Thu 18 Jun 2026", "Wed 17 Jun 2026"),  # one-off Scottish holiday
    ("Tue 28 Jul 2026", "Fri 7 Aug 2026", "Thu 6 Aug 2026"),  # Scottish summer holiday
    ("Mon 9 Nov 2026", "Wed 18 Nov 2026", "Wed 18 Nov 2026"),  # plain case
    ("Mon 23 Nov 2026", "Thu 3 Dec 2026", "Wed 2 Dec 2026"),  # St Andrew's Day
    ("Sat 28 Nov 2026", "Thu 10 Dec 2026", "Wed 9 Dec 2026"),  # published on a day that does not count
    ("Thu 24 Dec 2026", "Fri 8 Jan 2027", "Thu 7 Jan 2027"),  # Scottish substitute for 2 January
    ("Tue 23 Mar 2027", "Mon 5 Apr 2027", "Mon 5 Apr 2027"),  # Easter
    ("Mon 5 Jul 2027", "Thu 15 Jul 2027", "Wed 14 Jul 2027"),  # 12 July in Northern Ireland
    ("Thu 23 Dec 2027", "Fri 7 Jan 2028", "Thu 6 Jan 2028"),  # two days of Scottish new year
]


@pytest.mark.parametrize(("published", "last", "_england"), STANDSTILLS)
def test_standstill_ends_on_the_day_the_rule_book_gives(uk: Calendar, published: str, last: str, _england: str) -> None:
    """Eight working days of the whole UK, beginning with publication."""
    assert last_day(day(published), STANDSTILL, uk) == day(last)


@pytest.mark.parametrize(("published", "_last", "england"), STANDSTILLS)
def test_an_england_only_calendar_gives_the_wrong_day_that_the_rule_book_warns_of(
    part_of_uk: Callable[[str], Calendar], published: str, _last: str, england: str
) -> None:
    """The naive result is reproduced, so that the vectors are known to tell the two apart (trap 1)."""
    assert last_day(day(published), STANDSTILL, part_of_uk("England")) == day(england)


def test_the_contract_may_be_entered_into_from_midnight_after_the_standstill(uk: Calendar) -> None:
    """The last day ends at 00:00 of the next one, in London, whatever day of the week that is."""
    last = last_day(day("Thu 23 Dec 2027"), STANDSTILL, uk)
    assert end_of_day(last, "Europe/London").isoformat() == "2028-01-08T00:00:00+00:00"  # a Saturday


@pytest.mark.parametrize(
    ("length", "start", "last"),
    [
        (30, date(2027, 3, 1), date(2027, 3, 30)),
        (90, date(2027, 3, 1), date(2027, 5, 29)),
        (120, date(2027, 3, 1), date(2027, 6, 28)),
        (180, date(2027, 3, 1), date(2027, 8, 27)),
        (56, date(2027, 4, 1), date(2027, 5, 26)),
        (30, date(2026, 3, 31), date(2026, 4, 29)),
    ],
)
def test_calendar_days_beginning_with_a_day_count_that_day(uk: Calendar, length: int, start: date, last: date) -> None:
    """UK-CLK-3: N days beginning with D end with D+N-1, over bank holidays and clock changes alike."""
    assert last_day(start, calendar_days(length), uk) == last


@pytest.mark.parametrize(
    ("length", "last"),
    [(10, date(2026, 11, 12)), (25, date(2026, 11, 27)), (30, date(2026, 12, 2)), (35, date(2026, 12, 7))],
)
def test_an_invitation_period_starts_on_the_day_after(uk: Calendar, length: int, last: date) -> None:
    """UK-CLK-4: invited on Monday 2 November 2026, the minimum period ends with D+N."""
    assert last_day(day("Mon 2 Nov 2026"), calendar_days(length, Counting.AFTER), uk) == last


def test_a_calendar_day_deadline_on_a_weekend_stays_there(uk: Calendar) -> None:
    """UK-CLK-2: nothing rolls forward; 90 days beginning with 1 March 2027 end on a Saturday (trap 3)."""
    last = last_day(date(2027, 3, 1), calendar_days(90), uk)
    assert last.isoweekday() == 6


@pytest.mark.parametrize(("part", "last"), [("Scotland", date(2026, 6, 17)), ("England", date(2026, 6, 16))])
def test_three_working_days_after_11_june_2026_differ_by_country(
    part_of_uk: Callable[[str], Calendar], part: str, last: date
) -> None:
    """Two known results for one part alone: Scotland had 15 June off, England had not."""
    assert last_day(date(2026, 6, 11), working_days(3, Counting.AFTER), part_of_uk(part)) == last
