"""The walk: day by day from the start of a period to its last day, each with the reason why it counted or did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.time.calendar import Calendar
from engine.time.periods.amounts import moved
from engine.time.periods.words import Counting, Period, Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class DayCounted:
    """One day of a period: its number when it counted (in hours: how many were over by then), else the reason."""

    on: date
    counted: int | None
    reason: str


def days_counted(start: date, period: Period, calendar: Calendar) -> Iterator[DayCounted]:
    """Walk from the start to the last day; the calendar is asked only about days that could count."""
    day, counted = start, 0
    if period.counting is Counting.AFTER:
        yield DayCounted(on=day, counted=None, reason="the period starts on the day after (UK-CLK-4)")
        day = moved(day, 1)
    while counted < period.length:
        why_not = calendar.why_not_working(day) if period.unit is Unit.WORKING_DAYS else None
        if why_not is None:
            counted += 1
            reason = calendar.why_working(day) if period.unit is Unit.WORKING_DAYS else "every day counts (UK-CLK-2)"
            yield DayCounted(on=day, counted=counted, reason=reason)
        elif day == start:
            reason = f"{why_not}; the period begins with this day, which adds no working day (UK-CLK-5)"
            yield DayCounted(on=day, counted=None, reason=reason)
        else:
            yield DayCounted(on=day, counted=None, reason=why_not)
        if counted < period.length:
            day = moved(day, 1)
