"""Counting days the slow way, from the calendar's file and the zone database alone: nothing of ours is imported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
_FOLDER = Path(__file__).parents[2] / "config" / "calendars"
_HERE = {"zone": "Europe/London", "calendar": "uk"}


def go_to(zone: str, calendar: str) -> None:
    """From here on days are counted in this zone, on this calendar: those of the definition that is played."""
    _HERE.update(zone=zone, calendar=calendar)


def wall() -> ZoneInfo:
    """The zone of the clocks on the wall."""
    return ZoneInfo(_HERE["zone"])


def holidays() -> frozenset[date]:
    """Every holiday in any part of the calendar."""
    return _holidays(_HERE["calendar"])


@lru_cache
def _holidays(calendar: str) -> frozenset[date]:
    days = json.loads((_FOLDER / f"{calendar}-2026.1.json").read_text(encoding="utf-8"))["holidays"]
    return frozenset(date.fromisoformat(day["on"]) for day in days)


def works(day: date) -> bool:
    """Whether it is a working day."""
    return day.weekday() < 5 and day not in holidays()


def local_day(at: datetime) -> date:
    """The date on the wall."""
    return at.astimezone(wall()).date()


def end_of(day: date) -> datetime:
    """The last microsecond of a day on the wall."""
    midnight = datetime.combine(day + DAY, time(), tzinfo=wall())
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def last_of(start: date, length: int, period: Mapping[str, Any]) -> date:
    """The last day of a period, counted one by one; where it rolls, the next working day (EU-CLK-1, LEG-5)."""
    last = _counted(start, length, period["unit"], period["counting"])
    rolling = period.get("rolling", "none")
    while rolling != "none" and not works(last):
        last += DAY
    first = start if period["counting"] == "beginning-with" else start + DAY
    while rolling == "eu" and length > 1 and _working_days(first, last) < 2:
        last += DAY
    return last


def _working_days(first: date, last: date) -> int:
    return sum(works(first + DAY * number) for number in range((last - first).days + 1))


def _counted(start: date, length: int, unit: str, counting: str) -> date:
    if unit == "months":
        return _in_months(start, length) - DAY * (counting == "beginning-with")
    day, counted = start - DAY if counting == "beginning-with" else start, 0
    while counted < length:
        day += DAY
        counted += unit == "calendar-days" or works(day)
    return day


def _in_months(start: date, months: int) -> date:
    """The date that corresponds so many months on, or the last of its month when that is shorter."""
    day, left = start, months
    while left:
        day += DAY
        left -= day.day == 1
    while day.day < start.day and (day + DAY).month == day.month:
        day += DAY
    return day


def working_day_before(day: date) -> date:
    """The latest working day before a day."""
    day -= DAY
    while not works(day):
        day -= DAY
    return day


def days_later(at: datetime, days: int) -> datetime:
    """That many days later at the same hour on the wall, as an instant."""
    later = at.astimezone(wall()).replace(tzinfo=None) + days * DAY
    return later.replace(tzinfo=wall()).astimezone(UTC)
