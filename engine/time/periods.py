"""Periods of days: when one that begins on a known day ends, and why each day in it counted or did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from engine.errors import InvalidInput
from engine.time.calendar import SATURDAY, Calendar
from engine.time.dates import describe_date, describe_value, plain_date

EnumKind = TypeVar("EnumKind", bound=StrEnum)

# A hundred years. Whatever is longer is a slip of the keyboard, and would be explained day by day.
LONGEST_PERIOD = 36_525
# Beyond this many, the sentence gives a number instead of names; the days themselves still say each one.
HOLIDAYS_NAMED = 5


class Unit(StrEnum):
    """What is counted: every day, or working days only (s.123(1))."""

    CALENDAR_DAYS = "calendar-days"
    WORKING_DAYS = "working-days"


class Counting(StrEnum):
    """Whether the day on which the period starts is its first day (UK-CLK-3) or the day before it (UK-CLK-4)."""

    BEGINNING_WITH = "beginning-with"
    AFTER = "after"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A number of days, which days they are, and from when they are counted."""

    length: int
    unit: Unit
    counting: Counting

    def __post_init__(self) -> None:
        """Refuse what is no period, naming the field and what is accepted."""
        if _whole_number(self.length, "length") < 1:
            raise InvalidInput("length: a period has at least 1 day.")
        object.__setattr__(self, "unit", _member(Unit, self.unit, "unit"))
        object.__setattr__(self, "counting", _member(Counting, self.counting, "counting"))

    def __str__(self) -> str:
        """Write the period as the law does: "8 working days beginning with"."""
        days = self.unit.replace("-", " ")
        return f"{self.length} {days.removesuffix('s') if self.length == 1 else days} {self.counting.replace('-', ' ')}"


@dataclass(frozen=True, kw_only=True, slots=True)
class DayCounted:
    """One day of a period: its number when it counted, and the reason when it did not."""

    on: date
    counted: int | None
    reason: str


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


def last_day(start: date, period: Period, calendar: Calendar) -> date:
    """Return the last day of a period, which ends at the end of that day; it never rolls forward (UK-CLK-2).

    Working days that the calendar does not know raise BeyondCalendar; calendar days never look at it.
    """
    if period.unit is Unit.CALENDAR_DAYS:
        # UK-CLK-3: beginning with D ends on D+N-1. UK-CLK-4: after D ends on D+N.
        return _moved(start, period.length - (period.counting is Counting.BEGINNING_WITH))
    *_, last = _days_counted(start, period, calendar)
    return last.on


def explain_period(start: date, period: Period, calendar: Calendar) -> PeriodExplanation:
    """Return the last day of a period with each day from its start on, and why that day counted or did not."""
    days = tuple(_days_counted(start, period, calendar))
    used = calendar if period.unit is Unit.WORKING_DAYS else None
    return PeriodExplanation(
        start=start,
        period=period,
        days=days,
        last_on=days[-1].on,
        sentence=_sentence(period, days, used),
        calendar_name=used.name if used else None,
        calendar_version=used.version if used else None,
    )


def add_working_days(on: date, days: int, calendar: Calendar) -> date:
    """Return the Nth working day after a date, or before it when N is negative; 0 is the date itself, as it is."""
    step = 1 if _whole_number(days, "days") > 0 else -1
    reached = plain_date(on, "on")
    for _ in range(abs(days)):
        reached = _moved(reached, step)
        while not calendar.is_working_day(reached):
            reached = _moved(reached, step)
    return reached


def working_days_left(today: date, last_on: date, calendar: Calendar) -> int:
    """Count the working days after today up to the last day, that day included; negative once it has passed.

    Today is under way and does not count, so the number is never more than what is really left.
    """
    return calendar.working_days_by(last_on) - calendar.working_days_by(today)


def _days_counted(start: date, period: Period, calendar: Calendar) -> Iterator[DayCounted]:
    """Walk from the start to the last day; the calendar is asked only about days that could count."""
    day, counted = plain_date(start, "start"), 0
    if period.counting is Counting.AFTER:
        yield DayCounted(on=day, counted=None, reason="the period starts on the day after (UK-CLK-4)")
        day = _moved(day, 1)
    while counted < period.length:
        why_not = calendar.why_not_working(day) if period.unit is Unit.WORKING_DAYS else None
        if why_not is None:
            counted += 1
            reason = "working day" if period.unit is Unit.WORKING_DAYS else "every day counts (UK-CLK-2)"
            yield DayCounted(on=day, counted=counted, reason=reason)
        elif day == start:
            reason = f"{why_not}; the period begins with this day, which adds no working day (UK-CLK-5)"
            yield DayCounted(on=day, counted=None, reason=reason)
        else:
            yield DayCounted(on=day, counted=None, reason=why_not)
        if counted < period.length:
            day = _moved(day, 1)


def _sentence(period: Period, days: tuple[DayCounted, ...], used: Calendar | None) -> str:
    verb = "ends" if period.length == 1 else "end"
    found = f"{period} {describe_date(days[0].on)} {verb} with {describe_date(days[-1].on)}."
    if used is None:
        return f"{found} Every day counts, weekends and holidays too."
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
    not_counted = f" Not counted: {'; '.join(skipped)}." if skipped else ""
    return f'{found}{not_counted} Calendar "{used.name}", version {used.version}.'


def _moved(on: date, days: int) -> date:
    try:
        return plain_date(on, "start") + timedelta(days=days)
    except OverflowError:
        raise InvalidInput(f"start: {days} days from {on} is outside the years 1 to 9999.") from None


def _whole_number(value: object, field: str) -> int:
    # True is an int to Python, and never a number of days to a person.
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(f"{field}: expected a whole number of days, got {describe_value(value)}.")
    if abs(value) > LONGEST_PERIOD:
        raise InvalidInput(f"{field}: more than {LONGEST_PERIOD} days (a hundred years) is no period.")
    return value


def _member(kind: type[EnumKind], value: str, field: str) -> EnumKind:
    try:
        return kind(value)
    except ValueError:
        accepted = " or ".join(f'"{member}"' for member in kind)
        raise InvalidInput(f"{field}: expected {accepted}, got {describe_value(value)}.") from None
