"""Calendars as they are shown: versions, days, comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.calendars import CalendarData
from config.calendars.home import Shelf
from config.calendars.official import Compared


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """One version of a calendar."""

    name: str
    version: str
    sha256: str
    first_on: date
    last_on: date
    days: int
    source: str
    newest: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One public holiday."""

    on: date
    why: str
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A calendar with its days."""

    calendar: Known
    days: tuple[Day, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A calendar beside an official list, division by division; ``missing`` divisions are not in the list."""

    calendar: str
    sha256: str
    file: str
    equal: bool
    differences: int
    divisions: tuple[Compared, ...]
    missing: tuple[str, ...]
    weekend_days_left_out: int
    years_beyond: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A day that is a holiday by other words, or only in one of two calendars."""

    on: date
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Differing:
    """Two calendars."""

    before: str
    after: str
    range_before: tuple[date, date]
    range_after: tuple[date, date]
    changes: tuple[Change, ...]


def known(shelf: Shelf, data: CalendarData) -> Known:
    """One version as the list shows it; a file that is not on the shelf is never the newest."""
    return Known(
        name=data.name,
        version=data.version,
        sha256=data.sha256,
        first_on=data.first_on,
        last_on=data.last_on,
        days=len(data.holidays),
        source=data.source,
        newest=shelf.versions(data.name)[-1:] == (data.version,),
    )
