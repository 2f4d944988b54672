"""A time zone as RFC 5545 wants it: each change of the clocks in the years that the calendar is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from exports.icalendar.lines import moment

_STEP = timedelta(days=7)
"""No zone changes its clocks twice within a week."""


def zone_lines(zone: str, first: datetime, last: datetime) -> Iterator[str]:
    """A VTIMEZONE that is right from the year before the first instant to the year after the last."""
    place = ZoneInfo(zone)
    begin, end = datetime(first.year - 1, 1, 1, tzinfo=UTC), datetime(last.year + 2, 1, 1, tzinfo=UTC)
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone}"
    yield from _observance(place, begin, before=begin)
    for change in _changes(place, begin, end):
        yield from _observance(place, change, before=change - timedelta(seconds=1))
    yield "END:VTIMEZONE"


def _changes(place: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The instants, to the second, at which the distance to UTC or the name of the time changes."""
    here = begin
    while here < end:
        following = here + _STEP
        if _face(place, here) != _face(place, following):
            low, high = here, following
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (middle, high) if _face(place, middle) == _face(place, here) else (low, middle)
            yield high
        here = following


def _face(place: ZoneInfo, at: datetime) -> tuple[timedelta, str]:
    local = at.astimezone(place)
    return local.utcoffset() or timedelta(), local.tzname() or ""


def _observance(place: ZoneInfo, at: datetime, *, before: datetime) -> Iterator[str]:
    """The time from one change on; its start is written as the clock showed it before the change (3.6.5)."""
    was, _ = _face(place, before)
    offset, name = _face(place, at)
    kind = "DAYLIGHT" if at.astimezone(place).dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{moment(at + was)}"
    yield f"TZOFFSETFROM:{_offset(was)}"
    yield f"TZOFFSETTO:{_offset(offset)}"
    yield f"TZNAME:{name}"
    yield f"END:{kind}"


def _offset(value: timedelta) -> str:
    """A UTC-OFFSET value (3.3.14)."""
    seconds = int(abs(value).total_seconds())
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    sign = "-" if value < timedelta() else "+"
    return f"{sign}{hours:02d}{minutes:02d}" + (f"{rest:02d}" if rest else "")
