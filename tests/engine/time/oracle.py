"""An oracle for periods: it walks day by day (or minute by minute) and knows nothing of the code under test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MONTHS = {"months": 1, "quarters": 3, "half-years": 6, "years": 12}
Works = Callable[[date], bool]


def last_of(start: date, length: int, unit: str, counting: str, works: Works) -> date:
    """The last day by walking; ``works`` may raise to say that a day is not known."""
    if unit in MONTHS:
        return _after_marks(start, length * MONTHS[unit], counting)
    on = start if counting == "beginning-with" else start + DAY
    left = length
    while True:
        if unit == "calendar-days" or works(on):
            left -= 1
        if left == 0:
            return on
        on += DAY


def _after_marks(start: date, months: int, counting: str) -> date:
    """Walk until so many days were met that end a month of the period."""
    on, met = start, 0
    while met < months:
        if counting == "after":
            on += DAY
        tomorrow = on + DAY
        if counting == "after":
            met += on.day == start.day or (tomorrow.day == 1 and on.day < start.day)
        else:
            met += tomorrow.day == start.day or (tomorrow.day == 1 and on.day < start.day)
            if met < months:
                on = tomorrow
    return on


def rolled(  # noqa: PLR0917 - one walk, called once
    start: date, last: date, length: int, unit: str, counting: str, rolling: str, works: Works
) -> date:
    """Where the period ends when its last day is no working day, and for EU law has too few of them."""
    if rolling == "none":
        return last
    while not works(last):
        last += DAY
    single = length == 1 and unit in {"calendar-days", "working-days"}
    if rolling == "eu" and not single:
        first = start if counting == "beginning-with" else start + DAY
        while sum(works(first + n * DAY) for n in range((last - first).days + 1)) < 2 or not works(last):
            last += DAY
    return last


def end_of_quarter(on: date, ends: tuple[int, ...]) -> date:
    """The next day that is the last one of one of these months, walking."""
    while not (on.month in ends and (on + DAY).day == 1):
        on += DAY
    return on


def business_end(  # noqa: PLR0917 - one walk, called once
    start: datetime, hours: int, opens: time, closes: time, zone: str, works: Works
) -> datetime:
    """Walk minute by minute; a minute counts when the wall clock is inside the opening hours of a working day."""
    at, left, there = start, hours * 60, ZoneInfo(zone)
    while left:
        wall = at.astimezone(there)
        left -= opens <= wall.time() < closes and works(wall.date())
        at += MINUTE
    return at


def end_of_local_day(on: date, zone: str) -> datetime:
    """The last microsecond of a day on the wall, found by walking UTC minutes."""
    there = ZoneInfo(zone)
    at = datetime.combine(on, time(12), tzinfo=there).astimezone(UTC)
    while at.astimezone(there).date() <= on:
        at += 15 * MINUTE
    return at - timedelta(microseconds=1)


def marks_back(before: date, months: int) -> date:
    """Walk back until so many months are behind, each on the date that corresponds or a month's last day."""
    on, met = before, 0
    while met < months:
        on -= DAY
        met += on.day == before.day or ((on + DAY).day == 1 and on.day < before.day)
    return on
