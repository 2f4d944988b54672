"""Calendars of the house: an authority's own files in ``<home>/calendars``, beside those that ship.

A TOML file corrects a shipped version (``base``) or gives a whole calendar of its own; either way it is a new version.
A JSON file is one that ``tools/build_calendar.py`` made. A file that cannot be read is an error, never left out.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from config.calendars import (
    CalendarData,
    CalendarDataInvalid,
    HolidayData,
    calendar_names,
    calendar_versions,
    content_sha256,
    from_document,
    load_calendar,
    read_calendar,
)
from config.calendars.claims import MOST_BYTES, name_said
from config.calendars.overrides import (
    Override,
    OverridesInvalid,
    override,
    refuse_no_date,
    refuse_senseless,
    refuse_senseless_name,
    version_key,
)

_KEYS = {"calendar", "version", "base", "first_on", "last_on", "source", "parts", "added", "removed"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """All calendars that are known here; ``folder`` is the house's own, which need not exist."""

    folder: Path | None = None

    def names(self) -> tuple[str, ...]:
        """The names of all calendars, shipped and the house's; every file is read for it."""
        return tuple(sorted({*calendar_names(), *(name for name, _ in self._own().sound())}))

    def knows(self, name: str) -> bool:
        """Whether there is a calendar of this name, be its file sound or not."""
        return name in calendar_names() or any(name_said(path) == name for path in self._files())

    def versions(self, name: str) -> tuple[str, ...]:
        """The versions of one calendar, oldest first; the files of others are not judged."""
        found = [*calendar_versions(name), *(version for _, version in self._own(name).sound())]
        return tuple(sorted(found, key=version_key))

    def load(self, name: str, *, version: str | None = None) -> CalendarData:
        """The newest version of a calendar, or the one that is asked for; a shipped one is never hidden by another.

        A broken file stands in the way of what it may be: the newest of its calendar, or a version not found elsewhere.
        """
        if version is not None and version in calendar_versions(name):
            return load_calendar(name, version=version)
        own = self._own(name)
        if version is not None and (name, version) in own.calendars:
            return own.calendars[name, version]
        own.sound()
        known = self.versions(name)
        if not known:
            raise CalendarDataInvalid(f'There is no calendar "{name}". Known: {", ".join(self._names_said())}.')
        wanted = known[-1] if version is None else version
        if wanted not in known:
            raise CalendarDataInvalid(f'Calendar "{name}" has no version "{wanted}". Known: {", ".join(known)}.')
        return own.calendars.get((name, wanted)) or load_calendar(name, version=wanted)

    def _own(self, name: str | None = None) -> _Own:
        """What the files of the house hold, or those that say, or may mean to say, that they are of one calendar."""
        own, seen = _Own(), dict[tuple[str, str], str]()
        for path in self._files():
            if name is not None and name_said(path) not in {None, name}:
                continue
            try:
                data = read_calendar_file(path)
            except CalendarDataInvalid as error:
                own.broken.append(error)
                continue
            key = (data.name, data.version)
            known = seen.setdefault(key, path.name)
            if known == path.name and data.version not in calendar_versions(data.name):
                own.calendars[key] = data
                continue
            own.calendars.pop(key, None)  # which of the two was meant is not guessed
            other = "Seedbed ships" if known == path.name else f"{known} is"
            already = f"{path}: {other} version {data.version} of calendar {data.name} already: raise the version."
            own.broken.append(CalendarDataInvalid(already))
        return own

    def _files(self) -> list[Path]:
        if self.folder is None or not self.folder.is_dir():
            return []
        return sorted((*self.folder.glob("*.toml"), *self.folder.glob("*.json")))

    def _names_said(self) -> list[str]:
        return sorted({*calendar_names(), *(said for path in self._files() if (said := name_said(path)))})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Own:
    """The sound calendars of the house by name and version, and what is wrong with the other files."""

    calendars: dict[tuple[str, str], CalendarData] = field(default_factory=dict)
    broken: list[CalendarDataInvalid] = field(default_factory=list)

    def sound(self) -> tuple[tuple[str, str], ...]:
        """Names and versions; with a broken file among them nobody can say what there is."""
        if self.broken:
            raise CalendarDataInvalid("\n".join(str(error) for error in self.broken))
        return tuple(self.calendars)


def read_calendar_file(path: Path) -> CalendarData:
    """Read one file of the house, TOML or JSON; ``CalendarDataInvalid`` says what is wrong with it."""
    if path.suffix == ".json":
        return read_calendar(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CalendarDataInvalid(f"{path} is larger than {MOST_BYTES:,} bytes: that is no calendar.")
        return _from_toml(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, CalendarDataInvalid):
            raise
        raise CalendarDataInvalid(f"{path} is not a calendar file: {error}") from error


def _from_toml(content: dict[str, Any]) -> CalendarData:
    if unknown := set(content) - _KEYS:
        raise OverridesInvalid(f"unknown keys {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KEYS))}.")
    for key in ("calendar", "version"):
        if key not in content:
            raise OverridesInvalid(f"{key} is missing.")
    refuse_senseless_name(content["calendar"], content["version"])
    base = _base(content) if "base" in content else _whole(content)
    parts = tuple(base.parts)
    added = [override(_all_parts(one, parts), named=True, parts=parts) for one in content.get("added", [])]
    held = {day.on: day.parts for day in base.days}
    removed = [
        override(_all_parts(one, held.get(one.get("on"), parts)), named=False, parts=parts)
        for one in content.get("removed", [])
    ]
    for entry in (*added, *removed):
        refuse_senseless(entry, base.first_on, base.last_on)
    _refuse_twice(added, removed)
    days = {day.on: day for day in base.days}
    for entry in removed:
        days = {**days, entry.on: _without(days.get(entry.on), entry)}
    for entry in added:
        days[entry.on] = _with(days.get(entry.on), entry, parts)
    document: dict[str, Any] = {
        "name": content["calendar"],
        "version": content["version"],
        "first_on": base.first_on.isoformat(),
        "last_on": base.last_on.isoformat(),
        "source": base.source,
        "holidays": [
            {"on": on.isoformat(), "why": day.why, "parts": list(day.parts)}
            for on, day in sorted(days.items())
            if day.parts
        ],
    }
    return from_document(document | {"sha256": content_sha256(document)})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Base:
    """What a file stands on."""

    first_on: date
    last_on: date
    source: str
    parts: tuple[str, ...]
    days: tuple[HolidayData, ...]


def _base(content: dict[str, Any]) -> _Base:
    """A shipped version, which the file corrects and may make longer."""
    if "first_on" in content or "parts" in content:
        raise OverridesInvalid("first_on and parts come from the base; only last_on may be later than its.")
    shipped = load_calendar(content["calendar"], version=content["base"])
    if version_key(content["version"]) <= version_key(shipped.version):
        raise OverridesInvalid(f"version {content['version']} is not after its base, {shipped.version}.")
    last_on = content.get("last_on", shipped.last_on)
    refuse_no_date("last_on", last_on)
    if last_on < shipped.last_on:
        raise OverridesInvalid(f"last_on {last_on} is before that of its base, {shipped.last_on}.")
    return _Base(
        first_on=shipped.first_on,
        last_on=last_on,
        source=content.get("source", f"{shipped.name} {shipped.version}, corrected"),
        parts=tuple(dict.fromkeys(part for day in shipped.holidays for part in day.parts)),
        days=shipped.holidays,
    )


def _whole(content: dict[str, Any]) -> _Base:
    """A calendar of its own, such as that of the institutions of the European Union."""
    for key in ("first_on", "last_on", "source"):
        if not content.get(key):
            raise OverridesInvalid(f"{key} is missing: a calendar without a base says itself what it covers.")
    refuse_no_date("first_on", content["first_on"])
    refuse_no_date("last_on", content["last_on"])
    if content["first_on"] > content["last_on"]:
        raise OverridesInvalid(f"first_on {content['first_on']} is after last_on {content['last_on']}.")
    parts = tuple(str(part) for part in content.get("parts", [content["calendar"]]))
    return _Base(
        first_on=content["first_on"], last_on=content["last_on"], source=str(content["source"]), parts=parts, days=()
    )


def _all_parts(entry: Any, parts: tuple[str, ...]) -> dict[str, Any]:
    return {"parts": list(parts), **entry}


def _without(day: HolidayData | None, entry: Override) -> HolidayData:
    missing = entry.parts - set(day.parts if day else ())
    if day is None or missing:
        raise OverridesInvalid(f"{entry.on} is no holiday in {', '.join(sorted(missing))}: nothing to remove.")
    left = tuple(part for part in day.parts if part not in entry.parts)
    return HolidayData(on=day.on, why=f"{day.why}; not in {', '.join(sorted(entry.parts))}", parts=left)


def _with(day: HolidayData | None, entry: Override, parts: tuple[str, ...]) -> HolidayData:
    held = {*entry.parts, *(day.parts if day else ())}
    where = "" if entry.parts == set(parts) else f" ({', '.join(part for part in parts if part in entry.parts)})"
    already = f"{day.why}; " if day and day.parts else ""
    return HolidayData(
        on=entry.on, why=f"{already}{entry.name}{where}", parts=tuple(part for part in parts if part in held)
    )


def _refuse_twice(added: list[Override], removed: list[Override]) -> None:
    for entries in (added, removed):
        days = [entry.on for entry in entries]
        if twice := {on for on in days if days.count(on) > 1}:
            raise OverridesInvalid(f"{min(twice)} stands there twice.")
