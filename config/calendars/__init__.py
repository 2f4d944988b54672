"""Calendars as versioned data: shipped beside this file, checked on every load, never fetched."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


class CalendarDataInvalid(ValueError):
    """A calendar file is missing, unreadable, or not what its checksum says; nothing falls back to an empty list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HolidayData:
    """One day that is a bank holiday in the named parts of the country, and why."""

    on: date
    why: str
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarData:
    """The bank holidays from first_on to last_on, both included; outside them the calendar knows nothing."""

    name: str
    version: str
    sha256: str
    source: str
    first_on: date
    last_on: date
    holidays: tuple[HolidayData, ...]


def load_calendar(name: str = "uk", *, version: str | None = None) -> CalendarData:
    """Return the newest version of a calendar, or the version that a procedure is pinned to."""
    known = calendar_versions(name)
    if not known:
        raise CalendarDataInvalid(f'There is no calendar "{name}". Known: {", ".join(calendar_names())}.')
    wanted = known[-1] if version is None else version
    if wanted not in known:
        raise CalendarDataInvalid(f'Calendar "{name}" has no version "{wanted}". Known: {", ".join(known)}.')
    return read_calendar(FOLDER / f"{name}-{wanted}.json")


def read_calendar(path: Path) -> CalendarData:
    """Read one calendar file and prove that it is the one that was generated."""
    try:
        document = json.loads(path.read_bytes())
        found = content_sha256(document)
        if document["sha256"] != found:
            raise CalendarDataInvalid(
                f"{path.name} was changed after it was made: its content has SHA-256 {found}, it claims "
                f"{document['sha256']}. Restore it, or make it again with: python -m tools.build_calendar"
            )
        return from_document(document)
    except CalendarDataInvalid:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CalendarDataInvalid(f"{path.name} is not a calendar file: {type(error).__name__}: {error}") from error


def calendar_names() -> tuple[str, ...]:
    """Return the names of all shipped calendars."""
    return tuple(sorted({path.stem.rpartition("-")[0] for path in FOLDER.glob("*-[0-9]*.json")}))


def calendar_versions(name: str) -> tuple[str, ...]:
    """Return the shipped versions of one calendar, oldest first (2026.10 comes after 2026.9)."""
    found = [path.stem.rpartition("-") for path in FOLDER.glob("*-[0-9]*.json")]
    versions = [version for stem, _, version in found if stem == name]
    return tuple(sorted(versions, key=lambda version: [int(number) for number in version.split(".")]))


def content_sha256(document: dict[str, Any]) -> str:
    """Hash what can change an answer: name, version, range and holidays, not the note on where they came from."""
    content = {key: document[key] for key in ("name", "version", "first_on", "last_on", "holidays")}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def from_document(document: dict[str, Any]) -> CalendarData:
    """Make the data of a document that was checked."""
    return CalendarData(
        name=document["name"],
        version=document["version"],
        sha256=document["sha256"],
        source=document["source"],
        first_on=date.fromisoformat(document["first_on"]),
        last_on=date.fromisoformat(document["last_on"]),
        holidays=tuple(
            HolidayData(on=date.fromisoformat(day["on"]), why=day["why"], parts=tuple(day["parts"]))
            for day in document["holidays"]
        ),
    )
