"""Official lists of bank holidays, as GOV.UK publishes them (JSON) or as a table (CSV): read strictly and compared."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from config.calendars import CalendarData, content_sha256, from_document

DIVISIONS: Final = {
    "england-and-wales": ("England", "Wales"),
    "scotland": ("Scotland",),
    "northern-ireland": ("Northern Ireland",),
}
UNION = "union"
MOST_BYTES = 5_000_000
SATURDAY = 5
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class OfficialFileUnreadable(ValueError):
    """A file is no official list; the message says where and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Official:
    """Division -> day -> title, weekdays only; ``weekend`` counts the days that were left out."""

    days: dict[str, dict[date, str]]
    weekend: int
    first_year: int
    last_year: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A weekday that only one of the two lists has for a division."""

    division: str
    on: date
    ours: str | None
    official: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A division: how many weekdays were compared from when until when, and what differs."""

    division: str
    first_on: date
    last_on: date
    weekdays: int
    differences: tuple[Difference, ...]


def read_official(path: Path) -> Official:
    """Read an official list; anything doubtful is ``OfficialFileUnreadable``, and nothing is left out in silence."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)  # a pipe or a device has no size to be asked for
    except OSError as error:
        raise OfficialFileUnreadable(f"{path.name or path} cannot be read: {error.strerror or error}.") from None
    if len(raw) > MOST_BYTES:
        raise OfficialFileUnreadable(f"{path.name} is larger than {MOST_BYTES:,} bytes.")
    try:
        text = raw.decode("utf-8-sig")  # GOV.UK writes none, spreadsheets put a byte-order mark before a CSV
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise OfficialFileUnreadable(f"{path.name} is not UTF-8 text: line {line}, byte {error.start}.") from None
    if not text.strip():
        raise OfficialFileUnreadable(f"{path.name} is empty.")
    entries = _json_entries(path, text) if text.lstrip()[0] in "{[" else _csv_entries(path, text)
    return _official(path, entries)


def compare(calendar: CalendarData, official: Official) -> tuple[Compared, ...]:
    """Compare weekday by weekday, division by division and, when all are there, their union."""
    first = max(calendar.first_on, date(official.first_year, 1, 1))
    last = min(calendar.last_on, date(official.last_year, 12, 31))
    known = {part for day in calendar.holidays for part in day.parts}
    found = [
        _compared(division, _ours(calendar, parts), official.days[division], first, last)
        for division, parts in DIVISIONS.items()
        if division in official.days and known & set(parts)
    ]
    if len(found) == len(DIVISIONS):
        everywhere: dict[date, str] = {}
        for days in official.days.values():
            everywhere = {**days, **everywhere}
        found.append(_compared(UNION, {day.on: day.why for day in calendar.holidays}, everywhere, first, last))
    return tuple(found)


def _compared(division: str, ours: dict[date, str], theirs: dict[date, str], first: date, last: date) -> Compared:
    differences = tuple(
        Difference(division=division, on=on, ours=ours.get(on), official=theirs.get(on))
        for on in sorted({*ours, *theirs})
        if first <= on <= last and (on in ours) != (on in theirs)
    )
    weekdays = sum(date.fromordinal(n).weekday() < SATURDAY for n in range(first.toordinal(), last.toordinal() + 1))
    return Compared(division=division, first_on=first, last_on=last, weekdays=weekdays, differences=differences)


def _ours(calendar: CalendarData, parts: tuple[str, ...]) -> dict[date, str]:
    """The days of a division: those of all its parts; a day of only one of them is no day of the division."""
    return {day.on: day.why for day in calendar.holidays if set(parts) <= set(day.parts)}


Entry = tuple[str, str, str, str]
"""Where it stands in the file, division, date and title."""


def _json_entries(path: Path, text: str) -> Iterator[Entry]:
    content = _json_content(path, text)
    for division, body in content.items():
        events = body.get("events") if isinstance(body, dict) else None
        if not isinstance(events, list):
            raise OfficialFileUnreadable(f'{path.name}: "{_plain(division)}" has no list of events.')
        if body.get("division", division) != division:
            named = _plain(str(body["division"]))
            raise OfficialFileUnreadable(f'{path.name}: "{_plain(division)}" says that it is "{named}".')
        if not events:  # no division is without a single holiday: an emptied list is no list that agrees
            raise OfficialFileUnreadable(f'{path.name} lists no day for "{_plain(division)}".')
        for number, event in enumerate(events, 1):
            where = f"{_plain(division)}, event {number}"
            if not isinstance(event, dict) or not isinstance(event.get("date"), str):
                raise OfficialFileUnreadable(f"{path.name}: {where}: expected an object with a date.")
            yield where, division, event["date"], str(event.get("title", ""))


def _json_content(path: Path, text: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise OfficialFileUnreadable(f'{path.name}: the key "{_plain(twice)}" stands twice in one object.')
        return dict(pairs)

    try:
        content = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise OfficialFileUnreadable(f"{path.name} is not JSON: {error.msg}, {where}.") from None
    except RecursionError:
        raise OfficialFileUnreadable(f"{path.name} is nested without end.") from None
    except OfficialFileUnreadable:
        raise
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise OfficialFileUnreadable(f"{path.name}: there is a number in it that is too long to be one.") from None
    if not isinstance(content, dict):
        raise OfficialFileUnreadable(f"{path.name}: expected an object with a key for each division.")
    return content


def _csv_entries(path: Path, text: str) -> Iterator[Entry]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [column.strip().lower() for column in next(rows)]
        if not {"division", "date"} <= set(head) or len(set(head)) != len(head):
            raise OfficialFileUnreadable(f"{path.name}: line 1: expected the columns division,date.")
        for row in rows:
            if not "".join(row).strip():
                continue  # a line of blanks, or of the commas that a spreadsheet leaves where a row was emptied
            if len(row) != len(head):
                raise OfficialFileUnreadable(
                    f"{path.name}: line {rows.line_num}: {len(row)} columns, expected {len(head)}."
                )
            found = dict(zip(head, (cell.strip() for cell in row), strict=True))
            yield f"line {rows.line_num}", found["division"], found["date"], found.get("title", "")
    except csv.Error as error:
        raise OfficialFileUnreadable(f"{path.name}: line {rows.line_num}: {error}.") from None


def _official(path: Path, entries: Iterator[Entry]) -> Official:
    days: dict[str, dict[date, str]] = {}
    seen: set[tuple[str, date]] = set()
    for where, division, text, title in entries:
        if division not in DIVISIONS:
            unknown = f'unknown division "{_plain(division)}"; known: {", ".join(DIVISIONS)}'
            raise OfficialFileUnreadable(f"{path.name}: {where}: {unknown}.")
        on = _date(path, where, text)
        if (division, on) in seen:
            raise OfficialFileUnreadable(f"{path.name}: {where}: {on} stands twice for {division}.")
        seen.add((division, on))
        mine = days.setdefault(division, {})
        if on.weekday() < SATURDAY:
            mine[on] = _plain(title) or "holiday"
    if not seen:
        raise OfficialFileUnreadable(f"{path.name} lists no day.")
    years = [on.year for _, on in seen]
    return Official(
        days=days,
        weekend=sum(on.weekday() >= SATURDAY for _, on in seen),
        first_year=min(years),
        last_year=max(years),
    )


def _date(path: Path, where: str, text: str) -> date:
    if _ISO.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # such as 2026-02-30: told below in the same words
    raise OfficialFileUnreadable(f'{path.name}: {where}: "{_plain(text)}" is no date such as 2026-11-30.')


def _plain(text: str) -> str:
    """Words of a stranger's file, shown on one line, short, and unable to move the cursor."""
    return _UNPRINTABLE.sub("?", text)[:80]


def as_calendar(official: Official, base: CalendarData) -> CalendarData:
    """What a calendar would be by an official list: its years from the list, all others as they were; not installed."""
    if set(official.days) != set(DIVISIONS):
        missing = ", ".join(division for division in DIVISIONS if division not in official.days)
        raise OfficialFileUnreadable(f"The list says nothing of {missing}: the union needs all three divisions.")
    first, last = date(official.first_year, 1, 1), date(official.last_year, 12, 31)
    if first.year > base.last_on.year + 1 or last.year < base.first_on.year - 1:
        raise OfficialFileUnreadable(f"The list begins with {first.year}, and {base.name} ends with {base.last_on}.")
    kept = {day.on: (day.why, day.parts) for day in base.holidays if not first <= day.on <= last}
    for division, parts in DIVISIONS.items():
        for on, title in official.days[division].items():
            why, held = kept.get(on, (title, ()))
            kept[on] = (why, (*held, *parts))
    document: dict[str, Any] = {
        "name": base.name,
        "version": f"{base.version}.0",
        "first_on": min(base.first_on, first).isoformat(),
        "last_on": max(base.last_on, last).isoformat(),
        "source": "an official list",
        "holidays": [
            {"on": on.isoformat(), "why": why, "parts": list(held)} for on, (why, held) in sorted(kept.items())
        ],
    }
    return from_document(document | {"sha256": content_sha256(document)})
