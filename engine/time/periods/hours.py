"""Hours: a period that starts at an instant and ends at one, by the clock or within business hours only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.time.calendar import Calendar
from engine.time.local_time import end_of_day, instant_of, local_date, local_wall
from engine.time.periods.amounts import moved
from engine.time.periods.walk import DayCounted
from engine.time.periods.words import OpeningHours, Period, Rolling, Unit

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursCounted:
    """When the hours are over, and how many had passed by the end of each day."""

    due_at: datetime
    days: tuple[DayCounted, ...]


def count_hours(start_at: datetime, period: Period, calendar: Calendar, zone: str) -> HoursCounted:
    """Count hours from an instant (aware, UTC); real hours, so that a clock change neither adds nor takes one."""
    begins = next_hour(start_at, zone) if period.rolling is Rolling.EU else start_at
    left = period.length * HOUR
    days: list[DayCounted] = []
    day = local_date(begins, zone)
    while True:
        why_not, opens, closes = _open(day, period, calendar, zone)
        since = max(begins, opens)
        had = min(left, max(timedelta(), closes - since))
        left -= had
        over = period.length - -(-left // HOUR)
        reason = why_not or f"{_shown(had)}{_from_when(start_at, begins, day, zone)}"
        days.append(DayCounted(on=day, counted=over if had else None, reason=reason))
        if not left:
            return HoursCounted(due_at=since + had, days=tuple(days))
        day = moved(day, 1)


def next_hour(at: datetime, zone: str) -> datetime:
    """Return when the next full hour begins; the hour of the event is not counted (EU-CLK-1, Article 3(1); G)."""
    wall = local_wall(at, zone)
    past = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
    return at - past + HOUR


def _open(day: date, period: Period, calendar: Calendar, zone: str) -> tuple[str | None, datetime, datetime]:
    """Why nothing counts on a day, and from when until when it is open."""
    if period.unit is Unit.HOURS or period.opening is None:
        return None, end_of_day(moved(day, -1), zone), end_of_day(day, zone)
    why_not = calendar.why_not_working(day)
    opens, closes = _at(day, period.opening, zone)
    return why_not, opens, opens if why_not else closes


def _at(day: date, opening: OpeningHours, zone: str) -> tuple[datetime, datetime]:
    return (
        instant_of(datetime.combine(day, opening.opens), zone),
        instant_of(datetime.combine(day, opening.closes), zone),
    )


def _from_when(start_at: datetime, begins: datetime, day: date, zone: str) -> str:
    if begins == start_at or local_date(begins, zone) != day:
        return ""
    return f", from {local_wall(begins, zone):%H:%M}: the hour of the event does not count (EU-CLK-1)"


def _shown(had: timedelta) -> str:
    if not had:
        return "closed by then"
    hours, rest = divmod(had, HOUR)
    minutes = f" {rest // timedelta(minutes=1)} minutes" if rest >= timedelta(minutes=1) else ""
    return f"{hours} {'hour' if hours == 1 else 'hours'}{minutes}"
