"""The end of a period: its last day, the instant at which it is over, and the calendar that was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.errors import InvalidInput
from engine.time.calendar import Calendar
from engine.time.dates import PlainDate, plain_date
from engine.time.local_time import end_of_day, instant_of, local_date
from engine.time.periods.amounts import moved
from engine.time.periods.hours import count_hours
from engine.time.periods.months import half_year_of, last_day_in_months, quarter_of
from engine.time.periods.rolling import days_added
from engine.time.periods.walk import days_counted
from engine.time.periods.words import IN_HOURS, MONTHS_IN, Counting, Period, Rolling, RunsFrom, Unit

LAST_MOMENT = timedelta(microseconds=1)
"""A day-counted period ends with the last microsecond of its last day; our clocks tick in microseconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """When a period ends; ``calendar`` is the pin of the calendar that was asked, None when none was.

    ``provisional``: it lies beyond the last day that the calendar knows, and holidays there are not known yet.
    """

    last_on: date
    due_at: datetime
    calendar: str | None
    provisional: bool


def ending(
    start: PlainDate, period: Period, calendar: Calendar, zone: str, *, start_at: datetime | None = None
) -> Ending:
    """Return when a period ends in a zone; hours need the instant of their start, everything else its local day."""
    if period.unit in IN_HOURS:
        if start_at is None:
            raise InvalidInput(f"start: {period.length} {period.unit} run from a moment, and only a day is known.")
        due_at = count_hours(start_at, period, calendar, zone).due_at
        last_on = local_date(due_at, zone)
    else:
        last_on = last_day(start, period, calendar)
        due_at = moment_of_end(last_on, period, zone)
    asked = period.asks_calendar
    return Ending(
        last_on=last_on,
        due_at=due_at,
        calendar=calendar.pin if asked else None,
        provisional=asked and last_on > calendar.last_on,
    )


def moment_of_end(last_on: date, period: Period, zone: str) -> datetime:
    """Return the last instant of the period's last day, or the hour at which the rule says that it ends."""
    if period.ends_at is not None:
        return instant_of(datetime.combine(last_on, period.ends_at), zone)
    return end_of_day(last_on, zone) - LAST_MOMENT


def last_day(start: PlainDate, period: Period, calendar: Calendar) -> date:
    """Return the last day of a period, which ends at the end of that day, and rolls only if the period says so.

    Working days that the calendar does not know raise BeyondCalendar; where no working day matters it is never asked.
    """
    begins = first_of(start, period)
    counted = _last_counted(begins, period, calendar)
    if period.rolling is Rolling.NONE:
        return counted
    added = tuple(days_added(begins, counted, period, calendar))
    return added[-1].on if added else counted


def first_of(start: PlainDate, period: Period) -> date:
    """Return the day from which the period is counted: the start, or the end of the quarter or half-year it is in."""
    on = plain_date(start, "start")
    if period.runs_from is RunsFrom.QUARTER_END:
        return quarter_of(on).last_on
    return half_year_of(on).last_on if period.runs_from is RunsFrom.HALF_YEAR_END else on


def _last_counted(start: date, period: Period, calendar: Calendar) -> date:
    if period.unit in IN_HOURS:
        raise InvalidInput(f"start: {period.length} {period.unit} run from a moment, and only a day is known.")
    if period.unit in MONTHS_IN:
        return last_day_in_months(start, period.length * MONTHS_IN[period.unit], period.counting)
    if period.unit is Unit.CALENDAR_DAYS:
        # UK-CLK-3: beginning with D ends on D+N-1. UK-CLK-4: after D ends on D+N.
        return moved(start, period.length - (period.counting is Counting.BEGINNING_WITH))
    *_, last = days_counted(start, period, calendar)
    return last.on
