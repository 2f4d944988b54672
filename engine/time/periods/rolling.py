"""Rolling: where the law moves the end of a period to a working day, and where it must hold two of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.time.calendar import Calendar
from engine.time.periods.amounts import moved
from engine.time.periods.walk import DayCounted
from engine.time.periods.words import Counting, Period, Rolling, Unit

_ROLLS = {
    Rolling.EU: "Regulation 1182/71, Article 3(4) (EU-CLK-1)",
    Rolling.PCR2015: "regulation 87 of the Public Contracts Regulations 2015 (LEG-5)",
}
LEAST_WORKING_DAYS = 2


def days_added(start: date, last_on: date, period: Period, calendar: Calendar) -> Iterator[DayCounted]:
    """The days that rolling adds after the last day that was counted; none where nothing rolls (UK-CLK-2)."""
    if period.rolling is Rolling.NONE:
        return
    reached = last_on
    rule = _ROLLS[period.rolling]
    if (why_not := calendar.why_not_working(reached)) is not None:
        why = f"{why_not}: the period does not end here ({rule})"
        while why_not is not None:
            yield DayCounted(on=reached, counted=None, reason=why)
            reached = moved(reached, 1)
            why_not = calendar.why_not_working(reached)
            why = why_not or ""
        yield DayCounted(on=reached, counted=None, reason=f"{calendar.why_working(reached)}: the period ends here")
    if period.rolling is Rolling.EU and not _is_one_day(period):
        yield from _until_two_working_days(start, reached, period, calendar)


def _until_two_working_days(start: date, reached: date, period: Period, calendar: Calendar) -> Iterator[DayCounted]:
    """EU-CLK-1, Article 3(5): a period of two days or more includes at least two working days."""
    first = start if period.counting is Counting.BEGINNING_WITH else moved(start, 1)
    within = 0
    day = first
    while within < LEAST_WORKING_DAYS and day <= reached:
        within += calendar.is_working_day(day)
        day = moved(day, 1)
    while within < LEAST_WORKING_DAYS:
        reached = moved(reached, 1)
        why_not = calendar.why_not_working(reached)
        within += why_not is None
        reason = why_not or "added: two days or more hold at least two working days (Article 3(5), EU-CLK-1)"
        yield DayCounted(on=reached, counted=None, reason=reason)


def _is_one_day(period: Period) -> bool:
    return period.length == 1 and period.unit in {Unit.CALENDAR_DAYS, Unit.WORKING_DAYS}
