"""Backward periods: "not less than 40 days and not more than 12 months before" has a first and a last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from engine.errors import InvalidInput
from engine.time.calendar import Calendar
from engine.time.dates import PlainDate, describe_date, plain_date
from engine.time.periods.amounts import WorkingDays, add_working_days, moved
from engine.time.periods.months import add_months
from engine.time.periods.words import LONGEST_PERIOD, MONTHS_IN, Unit, member, whole_number

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """One side of a backward period: how many days, working days or months before."""

    length: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse what cannot be counted back."""
        if not 1 <= whole_number(self.length, "length") <= LONGEST_PERIOD:
            raise InvalidInput("length: a period has at least 1 day, and no more than a hundred years.")
        object.__setattr__(self, "unit", member(Unit, self.unit, "unit"))
        if self.unit not in {Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, *MONTHS_IN}:
            raise InvalidInput(f"unit: {self.unit} are not counted back from a day.")

    def __str__(self) -> str:
        """Write "12 months"."""
        words = self.unit if self.unit is Unit.HALF_YEARS else self.unit.replace("-", " ")
        return f"{self.length} {words.removesuffix('s') if self.length == 1 else words}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The days on which something may be done before a day; None: without limit on that side. Empty when crossed."""

    before: date
    first_on: date | None
    last_on: date | None
    sentences: tuple[str, ...]
    calendar: str | None

    @property
    def empty(self) -> bool:
        """Whether no day is permitted."""
        return self.first_on is not None and self.last_on is not None and self.first_on > self.last_on

    def permits(self, on: PlainDate) -> bool:
        """Whether a day lies in the window."""
        day = plain_date(on, "on")
        after_first = self.first_on is None or self.first_on <= day
        return after_first and (self.last_on is None or day <= self.last_on)


def window_before(
    before: PlainDate, calendar: Calendar, *, at_least: Bound | None = None, at_most: Bound | None = None
) -> Window:
    """Return the first and last day that lie at least and at most so long before a day (UK-PPN-1).

    Nothing rolls backward (Regulation 1182/71, Article 3(4), excepts it; EU-CLK-1). Where a month has no date that
    corresponds, counting back and counting forward differ, and the narrower window holds (G).
    """
    if at_least is None and at_most is None:
        raise InvalidInput("at_least, at_most: give one of them or both.")
    day = plain_date(before, "before")
    sentences = []
    last_on = first_on = None
    if at_least is not None:
        last_on, why = _back(day, at_least, calendar), f"At least {at_least} before {describe_date(day)}"
        sentences.append(f"{why}: not later than {describe_date(last_on)}.")
    if at_most is not None:
        back = _back(day, at_most, calendar)
        first_on = back + DAY if _shortened(day, back, at_most) else back
        why = f"At most {at_most} before {describe_date(day)}: not earlier than {describe_date(first_on)}."
        if first_on != back:
            why += f" {describe_date(back)} is too early, for {at_most} after it end before {describe_date(day)}."
        sentences.append(why)
    asked = any(bound is not None and bound.unit is Unit.WORKING_DAYS for bound in (at_least, at_most))
    return Window(
        before=day,
        first_on=first_on,
        last_on=last_on,
        sentences=tuple(sentences),
        calendar=calendar.pin if asked else None,
    )


def _back(day: date, bound: Bound, calendar: Calendar) -> date:
    if bound.unit is Unit.CALENDAR_DAYS:
        return moved(day, -bound.length)
    if bound.unit is Unit.WORKING_DAYS:
        return add_working_days(day, WorkingDays(-bound.length), calendar)
    return add_months(day, -bound.length * MONTHS_IN[bound.unit])


def _shortened(day: date, back: date, bound: Bound) -> bool:
    """Whether the month counted back to has no date that corresponds: twelve months after it end too early."""
    return bound.unit in MONTHS_IN and back.day != day.day
