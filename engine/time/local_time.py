"""Between instants and local days: every instant is aware UTC, every date belongs to a named zone (UK-CLK-7)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.errors import InvalidInput
from engine.time.dates import MONTHS, PlainDate, describe_value, plain_date

MICROSECOND = timedelta(microseconds=1)
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def local_date(at: datetime, zone: str) -> date:
    """Return the date on the wall in the zone: 00:30 on a British summer night is the day before in UTC."""
    return _in_zone(at, zone).date()


def local_wall(at: datetime, zone: str) -> datetime:
    """Return what a clock on the wall in the zone shows, without its offset."""
    return _in_zone(at, zone).replace(tzinfo=None)


def start_of_day(on: PlainDate, zone: str) -> datetime:
    """Return the UTC instant at which the local day begins: 00:00, or the jump when the clocks skip midnight."""
    day = plain_date(on, "on")
    midnight = datetime.combine(day, time())
    first, second = (_utc(midnight.replace(tzinfo=_zone(zone), fold=fold)) for fold in (0, 1))
    # One midnight: both are the same. Two midnights: the first is the earlier. None: the second is earlier, and the
    # day begins at the jump between them, found to the microsecond by halving.
    low, high = second, first
    while low < high:
        middle = low + (high - low) // 2
        if local_date(middle, zone) < day:
            low = middle + MICROSECOND
        else:
            high = middle
    return high


def end_of_day(on: PlainDate, zone: str) -> datetime:
    """Return the UTC instant at which the local day has ended: the start of the next one (UK-CLK-3)."""
    try:
        next_day = plain_date(on, "on") + timedelta(days=1)
    except OverflowError:
        raise InvalidInput(f"on: {on} is the last date there is.") from None
    return start_of_day(next_day, zone)


def instant_of(wall: datetime, zone: str) -> datetime:
    """Return the UTC instant of a local time; a time that the clocks skip or show twice is InvalidInput.

    Guessing would move a deadline by an hour, and nobody could see it in what was published.
    """
    local = _naive(wall)
    first, second = (_utc(local.replace(tzinfo=_zone(zone), fold=fold)) for fold in (0, 1))
    jump = abs(second - first)
    if first < second:
        raise InvalidInput(
            f"{_shown(local)} happens twice in {zone}, because the clocks go back: at {format_instant(first)} and at "
            f"{format_instant(second)}. Choose {_shown(local - jump)} or {_shown(local + jump)}."
        )
    if first > second:
        raise InvalidInput(
            f"{_shown(local)} does not exist in {zone}, because the clocks go forward over it. "
            f"Choose {_shown(local - jump)} or {_shown(local + jump)}."
        )
    return first


def same_hour(at: datetime, days: int, zone: str) -> datetime:
    """Return the UTC instant that many local days later, at the same hour of the local clock wherever it exists."""
    try:
        return _utc(_in_zone(at, zone) + timedelta(days=days))
    except OverflowError:
        raise InvalidInput(f"{days} days after {format_instant(at)} lies beyond the last date there is.") from None


def parse_instant(text: object) -> datetime:
    """Read an instant such as 2026-11-26T12:00:00.000000Z; an offset is needed, what it says is turned into UTC.

    Seconds and their fraction may be left out by people; what Seedbed itself writes always has them.
    """
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        raise InvalidInput(_not_an_instant(text))
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        raise InvalidInput(_not_an_instant(text)) from None


def format_instant(at: datetime) -> str:
    """Write an instant as 2026-11-26T12:00:00.000000Z: 27 characters, always UTC, always microseconds."""
    return f"{_utc(at).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def describe_instant(at: datetime, zone: str, *, precise: bool = False) -> str:
    """Write an instant for people: "26 November 2026, 12:00 (London)".

    Seconds appear when there are some, and their fraction when there is one and it is asked for. In the hour that the
    clocks show twice, the name of the time is added: "25 October 2026, 01:30 (London, BST)".
    """
    local = _in_zone(at, zone)
    place = zone.rpartition("/")[2].replace("_", " ")
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        place = f"{place}, {local.tzname()}"
    return f"{_shown(local, precise=precise)} ({place})"


def describe_end(due_at: datetime, zone: str) -> str:
    """Write the end of a deadline as people say it: "2 July 2026, the end of the day (London)", or its hour."""
    local = _in_zone(due_at, zone)
    if local.replace(tzinfo=None) + MICROSECOND != datetime.combine(local.date() + timedelta(days=1), time.min):
        return describe_instant(due_at, zone, precise=True)
    return describe_instant(due_at, zone).replace(f"{local:%H:%M:%S}", "the end of the day")


def short_instant(at: datetime) -> str:
    """Write an instant for people to type: ``format_instant`` without a fraction that is nothing."""
    return f"{format_instant(at).removesuffix('Z').rstrip('0').removesuffix('.')}Z"


def _shown(local: datetime, *, precise: bool = False) -> str:
    seconds = f"{local:%H:%M:%S}" if local.second or (precise and local.microsecond) else f"{local:%H:%M}"
    fraction = f".{local.microsecond:06}".rstrip("0") if precise and local.microsecond else ""
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {seconds}{fraction}"


def _zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (LookupError, ValueError, OSError, TypeError, AttributeError):
        raise InvalidInput(
            f"zone: {describe_value(zone)} is not a known time zone. Give a name such as Europe/London."
        ) from None


def _in_zone(at: datetime, zone: str) -> datetime:
    try:
        return _utc(at).astimezone(_zone(zone))
    except OverflowError:
        raise InvalidInput("This instant is outside the years 1 to 9999 in local time.") from None


def _utc(at: object) -> datetime:
    if type(at) is datetime and at.tzinfo is UTC:
        return at
    if not isinstance(at, datetime):
        raise InvalidInput(f"expected an instant, got {describe_value(at)}.")
    if at.utcoffset() is None:
        raise InvalidInput(f"expected an instant with a zone or offset, {at.isoformat()} has none.")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise InvalidInput("This instant is outside the years 1 to 9999 in UTC.") from None


def _naive(wall: object) -> datetime:
    if not isinstance(wall, datetime):
        raise InvalidInput(f"expected a local date and time, got {describe_value(wall)}.")
    if wall.tzinfo is not None:
        raise InvalidInput(f"expected a local time without an offset, {wall.isoformat()} already says which instant.")
    return wall


def _not_an_instant(text: object) -> str:
    return f"expected an instant such as 2026-11-26T12:00:00.000000Z, got {describe_value(text)}."
