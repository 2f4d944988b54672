"""Counting days the slow way, from the calendar's file and the zone database alone: nothing of ours is imported."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
_FILE = Path(__file__).parents[2] / "config" / "calendars" / "uk-2026.1.json"


@lru_cache
def holidays() -> frozenset[date]:
    """Every bank holiday in any part of the country."""
    return frozenset(date.fromisoformat(day["on"]) for day in json.loads(_FILE.read_text(encoding="utf-8"))["holidays"])


def local_day(at: datetime) -> date:
    """The date on a wall in London."""
    return at.astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The last microsecond of a day in London."""
    midnight = datetime.combine(day + DAY, time(), tzinfo=LONDON)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def last_of(start: date, length: int, unit: str, counting: str) -> date:
    """The last day of a period, counted one by one."""
    if unit == "months":
        return _in_months(start, length) - DAY * (counting == "beginning-with")
    day, counted = start - DAY if counting == "beginning-with" else start, 0
    while counted < length:
        day += DAY
        counted += unit == "calendar-days" or (day.weekday() < 5 and day not in holidays())
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
    while day.weekday() > 4 or day in holidays():
        day -= DAY
    return day


def days_later(at: datetime, days: int) -> datetime:
    """That many days later at the same hour on a wall in London, as an instant."""
    wall = at.astimezone(LONDON).replace(tzinfo=None) + days * DAY
    return wall.replace(tzinfo=LONDON).astimezone(UTC)
