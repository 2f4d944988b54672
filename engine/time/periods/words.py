"""What a period is: a length, a unit, from when it is counted, and what happens at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeVar

from engine.errors import InvalidInput
from engine.time.dates import describe_value

EnumKind = TypeVar("EnumKind", bound=StrEnum)

LONGEST_PERIOD = 36_525
"""A hundred years of days. Whatever is longer is a slip of the keyboard, and would be explained day by day."""

EARLIEST_HOUR = time(4)
"""Clocks change at night: an hour of the day that a rule names is later than any change, so it exists, and once."""


class Unit(StrEnum):
    """What is counted: every day, working days only (s.123(1)), hours, or months by the date that corresponds."""

    CALENDAR_DAYS = "calendar-days"
    WORKING_DAYS = "working-days"
    HOURS = "hours"
    BUSINESS_HOURS = "business-hours"
    MONTHS = "months"
    QUARTERS = "quarters"
    HALF_YEARS = "half-years"
    YEARS = "years"


MONTHS_IN = {Unit.MONTHS: 1, Unit.QUARTERS: 3, Unit.HALF_YEARS: 6, Unit.YEARS: 12}
"""The units that are counted by the date that corresponds, each in months."""

IN_HOURS = frozenset({Unit.HOURS, Unit.BUSINESS_HOURS})
"""The units that start at an instant and end at one."""

_LONGEST = {
    Unit.HOURS: LONGEST_PERIOD * 24,
    Unit.MONTHS: 1200,
    Unit.QUARTERS: 400,
    Unit.HALF_YEARS: 200,
    Unit.YEARS: 100,
}


class Counting(StrEnum):
    """Whether the day on which the period starts is its first day (UK-CLK-3) or the day before it (UK-CLK-4)."""

    BEGINNING_WITH = "beginning-with"
    AFTER = "after"


class Rolling(StrEnum):
    """What happens when the last day is no working day.

    ``none``: nothing, as in the Procurement Act 2023 (UK-CLK-2). ``eu``: it moves to the end of the next working day,
    and two days or more hold at least two working days (EU-CLK-1: Regulation 1182/71, Article 3(4) and (5); G).
    ``pcr2015``: it moves to the end of the next working day (LEG-5; S).
    """

    NONE = "none"
    EU = "eu"
    PCR2015 = "pcr2015"


class RunsFrom(StrEnum):
    """From which day the period is counted: that of the event, or the last one of the quarter or half-year it is in.

    UK-PAY-3: 30 days beginning with the last day of the quarter. UK-PAY-2: the half-years end on 31 March and
    30 September.
    """

    START = "start"
    QUARTER_END = "quarter-end"
    HALF_YEAR_END = "half-year-end"


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningHours:
    """The hours of each working day that count as business hours, in local time."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse hours that end before they begin, or that a change of the clocks could touch."""
        _hour_of_the_day(self.opens, "opens")
        _hour_of_the_day(self.closes, "closes")
        if self.opens >= self.closes:
            raise InvalidInput(f"opens: {self.opens:%H:%M} is not before closes, {self.closes:%H:%M}.")

    def __str__(self) -> str:
        """Write "09:00 to 17:00"."""
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A number of days, hours or months, which of them count, and from when they are counted."""

    length: int
    unit: Unit
    counting: Counting
    rolling: Rolling = Rolling.NONE
    runs_from: RunsFrom = RunsFrom.START
    ends_at: time | None = None
    opening: OpeningHours | None = None

    def __post_init__(self) -> None:
        """Refuse what is no period, naming the field and what is accepted."""
        if whole_number(self.length, "length") < 1:
            raise InvalidInput("length: a period has at least 1 day.")
        object.__setattr__(self, "unit", member(Unit, self.unit, "unit"))
        object.__setattr__(self, "counting", member(Counting, self.counting, "counting"))
        object.__setattr__(self, "rolling", member(Rolling, self.rolling, "rolling"))
        object.__setattr__(self, "runs_from", member(RunsFrom, self.runs_from, "runs_from"))
        longest = _LONGEST.get(self.unit, LONGEST_PERIOD)
        if self.length > longest:
            raise InvalidInput(f"length: more than {longest} {self.unit} is no period.")
        if self.ends_at is not None:
            _hour_of_the_day(self.ends_at, "ends_at")
        self._refuse_mixtures()

    def _refuse_mixtures(self) -> None:
        if (self.opening is not None) != (self.unit is Unit.BUSINESS_HOURS):
            raise InvalidInput("opening: business hours, and only they, need the hours in which business is open.")
        if self.unit not in IN_HOURS:
            return
        if self.counting is not Counting.AFTER:
            raise InvalidInput("counting: hours run after a moment; no hour is a first one that counts as a whole.")
        if self.runs_from is not RunsFrom.START:
            raise InvalidInput("runs_from: hours run from the moment of the event, not from the end of a quarter.")
        if self.ends_at is not None:
            raise InvalidInput("ends_at: a period in hours ends when the hours are over.")
        if self.rolling is Rolling.PCR2015 or (self.rolling is Rolling.EU and self.unit is Unit.BUSINESS_HOURS):
            raise InvalidInput("rolling: a period in hours does not roll forward.")

    @property
    def asks_calendar(self) -> bool:
        """Whether working days matter to it at all."""
        if self.unit is Unit.HOURS:
            return False
        return self.unit in {Unit.WORKING_DAYS, Unit.BUSINESS_HOURS} or self.rolling is not Rolling.NONE

    def __str__(self) -> str:
        """Write the period as the law does: "8 working days beginning with"."""
        words = self.unit if self.unit is Unit.HALF_YEARS else self.unit.replace("-", " ")
        plain = words.removesuffix("s") if self.length == 1 else words
        return f"{self.length} {plain} {self.counting.replace('-', ' ')}"


def whole_number(value: object, field: str) -> int:
    """Return a whole number of days; True is an int to Python, and never a number of days to a person."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(f"{field}: expected a whole number of days, got {describe_value(value)}.")
    if abs(value) > LONGEST_PERIOD * 24:
        raise InvalidInput(f"{field}: more than {LONGEST_PERIOD} days (a hundred years) is no period.")
    return value


def member(kind: type[EnumKind], value: str, field: str) -> EnumKind:
    """Return the member of an enumeration, or say which there are."""
    try:
        return kind(value)
    except ValueError:
        accepted = " or ".join(f'"{member}"' for member in kind)
        raise InvalidInput(f"{field}: expected {accepted}, got {describe_value(value)}.") from None


def _hour_of_the_day(value: object, field: str) -> None:
    if not isinstance(value, time) or value.tzinfo is not None or value.second or value.microsecond:
        raise InvalidInput(f"{field}: expected an hour of the day such as 12:00, got {describe_value(value)}.")
    if value < EARLIEST_HOUR:
        raise InvalidInput(f"{field}: {value:%H:%M} is before 04:00, when clocks may change.")
