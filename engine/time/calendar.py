"""Which days are working days: one country's bank holidays between two dates, and no guess beyond them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, Protocol, Self

from engine.errors import BeyondCalendar, InvalidInput
from engine.time.dates import WEEKDAYS, describe_date, describe_value, plain_date

SATURDAY = 5  # as date.weekday() numbers it; also the number of weekdays before it


PIN = re.compile(r"(?P<name>.+?)-(?P<version>[0-9]+(?:\.[0-9]+)+)(?:-(?P<sha256>[0-9a-f]{64}))?")


class Pin(NamedTuple):
    """A calendar as a computed date names it; without its checksum when a person typed it."""

    name: str
    version: str
    sha256: str | None

    def __str__(self) -> str:
        """Write it for people: "uk-2026.1"."""
        return f"{self.name}-{self.version}"


def read_pin(text: str) -> Pin:
    """Read ``name-version`` or ``name-version-sha256``; anything else is InvalidInput."""
    found = PIN.fullmatch(text)
    if found is None:
        raise InvalidInput(f"expected a calendar and its version such as uk-2026.1, got {describe_value(text)}.")
    return Pin(name=found["name"], version=found["version"], sha256=found["sha256"])


class HolidayData(Protocol):
    """A bank holiday as the wiring hands it over."""

    @property
    def on(self) -> date:
        """The date."""
        ...

    @property
    def why(self) -> str:
        """Its name, and the parts of the country that keep it."""
        ...


class CalendarData(Protocol):
    """A calendar as the wiring hands it over: plain data from `config.calendars`, or from anywhere else."""

    @property
    def name(self) -> str:
        """The name that definitions use, such as uk."""
        ...

    @property
    def version(self) -> str:
        """The version that procedures are pinned to."""
        ...

    @property
    def sha256(self) -> str:
        """The checksum of its content."""
        ...

    @property
    def first_on(self) -> date:
        """The first date it knows."""
        ...

    @property
    def last_on(self) -> date:
        """The last date it knows."""
        ...

    @property
    def holidays(self) -> Iterable[HolidayData]:
        """Every bank holiday between the two."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The public holidays of one place, from first_on to last_on, both included; "uk" is the union of UK-CLK-1.

    Beyond last_on it refuses to answer, unless ``provisional``: then weekdays are taken for working days, and whoever
    asks says so. Before first_on it always refuses.
    """

    name: str
    version: str
    sha256: str
    first_on: date
    last_on: date
    holidays: Mapping[date, str] = field(hash=False, repr=False)
    provisional: bool = False
    _weekday_holidays: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a calendar that contradicts itself, and close its holidays against later change."""
        if plain_date(self.first_on, "first_on") > plain_date(self.last_on, "last_on"):
            raise InvalidInput(f"calendar {self.name}: first_on {self.first_on} is after last_on {self.last_on}.")
        for on in self.holidays:
            if not self.first_on <= plain_date(on, "holidays") <= self.last_on:
                raise InvalidInput(f"calendar {self.name}: holiday {on} is outside {self.first_on} to {self.last_on}.")
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))
        in_order = sorted(on for on in self.holidays if on.weekday() < SATURDAY)
        object.__setattr__(self, "_weekday_holidays", tuple(in_order))

    @classmethod
    def from_data(cls, data: CalendarData) -> Self:
        """Build the calendar from loaded data."""
        return cls(
            name=data.name,
            version=data.version,
            sha256=data.sha256,
            first_on=data.first_on,
            last_on=data.last_on,
            holidays={day.on: day.why for day in data.holidays},
        )

    @property
    def pin(self) -> str:
        """What a computed date names: the name, the version and the checksum of the content."""
        return f"{self.name}-{self.version}-{self.sha256}"

    def beyond_its_end(self) -> Self:
        """Return the same calendar, answering provisionally beyond its last day: weekdays only, no holiday known."""
        return replace(self, provisional=True)

    def is_working_day(self, on: date) -> bool:
        """Say whether a date is a working day; outside first_on to last_on raise BeyondCalendar."""
        return self.why_not_working(on) is None

    def why_not_working(self, on: date) -> str | None:
        """Return "Saturday", "Sunday" or "bank holiday: ...", or None for a working day (s.123(1))."""
        self._refuse_unknown(on)
        weekday = on.weekday()
        if weekday >= SATURDAY:
            return WEEKDAYS[weekday]
        holiday = self.holidays.get(on)
        return None if holiday is None else f"bank holiday: {holiday}"

    def why_working(self, on: date) -> str:
        """Return "working day", and beyond the last known day that this is not certain."""
        return "working day" if on <= self.last_on else "weekday; whether it is a holiday is not known yet"

    def working_days_by(self, on: date) -> int:
        """Number the working days: how many there were from the Monday of this calendar's first week to this date.

        The difference of two such numbers counts the working days after one date up to another, without a walk.
        """
        self._refuse_unknown(on)
        monday = self.first_on.toordinal() - self.first_on.weekday()
        weeks, rest = divmod(on.toordinal() - monday + 1, 7)
        return weeks * SATURDAY + min(rest, SATURDAY) - bisect_right(self._weekday_holidays, on)

    def _refuse_unknown(self, on: date) -> None:
        if self.first_on <= plain_date(on, "date") <= self.last_on:
            return
        if self.provisional and on > self.last_on:
            return
        known, limit = ("first", self.first_on) if on < self.first_on else ("last", self.last_on)
        raise BeyondCalendar(
            f"Whether {describe_date(on)} is a working day is not known: {describe_date(limit)} is the {known} day "
            f'of calendar "{self.name}", version {self.version}, and no day beyond it is guessed. Install a Seedbed '
            "release with a longer calendar, or set this deadline to a date that you have checked, with a reason."
        )
