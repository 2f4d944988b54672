"""The explanation of a period: each day or month of it, and one sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from engine.errors import InvalidInput
from engine.time.calendar import SATURDAY, Calendar
from engine.time.dates import PlainDate, describe_date, plain_date
from engine.time.local_time import describe_instant
from engine.time.periods.ending import first_of
from engine.time.periods.hours import count_hours
from engine.time.periods.months import months_counted
from engine.time.periods.rolling import days_added
from engine.time.periods.walk import DayCounted, days_counted
from engine.time.periods.words import IN_HOURS, MONTHS_IN, Counting, Period, RunsFrom, Unit

HOLIDAYS_NAMED = 5
"""Beyond this many, the sentence gives a number instead of names; the days themselves still say each one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodExplanation:
    """How a last day was reached; the calendar is named only when it was asked."""

    start: date
    period: Period
    days: tuple[DayCounted, ...]
    last_on: date
    sentence: str
    calendar_name: str | None
    calendar_version: str | None
    calendar_sha256: str | None = None
    provisional: bool = False


def explain_period(
    start: PlainDate,
    period: Period,
    calendar: Calendar,
    *,
    start_at: datetime | None = None,
    zone: str = "Europe/London",
) -> PeriodExplanation:
    """Return the last day of a period with each day from its start on, and why that day counted or did not."""
    given = plain_date(start, "start")
    used = calendar if period.asks_calendar else None
    if period.unit in IN_HOURS:
        days, sentence = _hours(start_at, period, calendar, zone)
    else:
        begins = first_of(given, period)
        counted = tuple(
            months_counted(begins, period) if period.unit in MONTHS_IN else days_counted(begins, period, calendar)
        )
        added = tuple(days_added(begins, counted[-1].on, period, calendar))
        sentence = _sentence(given, period, counted, added, used)
        days = _joined(counted, added)
    provisional = used is not None and days[-1].on > used.last_on
    return PeriodExplanation(
        start=given,
        period=period,
        days=days,
        last_on=days[-1].on,
        sentence=sentence + (_PROVISIONAL.format(describe_date(used.last_on)) if used and provisional else ""),
        calendar_name=used.name if used else None,
        calendar_version=used.version if used else None,
        calendar_sha256=used.sha256 if used else None,
        provisional=provisional,
    )


_PROVISIONAL = " Provisional: the calendar ends with {}, and later bank holidays are not known yet."


def _joined(counted: tuple[DayCounted, ...], added: tuple[DayCounted, ...]) -> tuple[DayCounted, ...]:
    """The day that was counted last is shown once: with its number, and with what rolling said about it."""
    last = counted[-1]
    if not added or added[0].on != last.on:
        return counted + added
    return (*counted[:-1], DayCounted(on=last.on, counted=last.counted, reason=added[0].reason), *added[1:])


def _sentence(
    start: date,
    period: Period,
    counted: tuple[DayCounted, ...],
    added: tuple[DayCounted, ...],
    used: Calendar | None,
) -> str:
    verb = "ends" if period.length == 1 else "end"
    begins, last = counted[0].on, counted[-1].on
    found = f"{period} {describe_date(begins)}{_why_then(start, period)} {verb} with {describe_date(last)}"
    found += f", {period.ends_at:%H:%M}." if period.ends_at is not None and not added else "."
    if period.unit is Unit.CALENDAR_DAYS:
        found += " Every day counts, weekends and holidays too."
    if period.unit is Unit.WORKING_DAYS and used is not None:
        found += _not_counted(period, counted, used)
    if added:
        moved_by = [one for one in added if one.counted is None and one.on != last]
        at = f", {period.ends_at:%H:%M}" if period.ends_at is not None else ""
        found += f" It rolls forward to {describe_date(moved_by[-1].on)}{at}: {added[0].reason}."
    return found if used is None else f'{found} Calendar "{used.name}", version {used.version}.'


def _why_then(start: date, period: Period) -> str:
    if period.runs_from is RunsFrom.START:
        return ""
    span = "quarter" if period.runs_from is RunsFrom.QUARTER_END else "half-year"
    return f" (the last day of the {span} of {describe_date(start)})"


def _not_counted(period: Period, days: tuple[DayCounted, ...], used: Calendar) -> str:
    # The day before the first is left out by the words of the period, not by the calendar.
    walked = days[1:] if period.counting is Counting.AFTER else days
    left_out = [day.on for day in walked if day.counted is None]
    holidays = [on for on in left_out if on in used.holidays and on.weekday() < SATURDAY]
    weekend = len(left_out) - len(holidays)
    skipped = [f"{weekend} weekend {'day' if weekend == 1 else 'days'}"] if weekend else []
    if len(holidays) <= HOLIDAYS_NAMED:
        skipped += [f"{describe_date(on)}, {used.holidays[on]}" for on in holidays]
    else:
        skipped.append(f"{len(holidays)} bank holidays")
    return f" Not counted: {'; '.join(skipped)}." if skipped else ""


def _hours(
    start_at: datetime | None, period: Period, calendar: Calendar, zone: str
) -> tuple[tuple[DayCounted, ...], str]:
    if start_at is None:
        raise InvalidInput(f"start: {period.length} {period.unit} run from a moment, and only a day is known.")
    found = count_hours(start_at, period, calendar, zone)
    verb = "ends" if period.length == 1 else "end"
    sentence = f"{period} {describe_instant(start_at, zone)} {verb} at {describe_instant(found.due_at, zone)}."
    if period.opening is not None:
        sentence += f' Open {period.opening} on working days. Calendar "{calendar.name}", version {calendar.version}.'
    return found.days, sentence
