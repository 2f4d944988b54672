"""What people decide about a calendar: days added and removed, each with a reason, a source and a date."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

SATURDAY = 5
NAME = re.compile(r"[a-z][a-z0-9]{0,15}(-[a-z0-9]{1,16}){0,4}", re.ASCII)
VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}", re.ASCII)


class OverridesInvalid(ValueError):
    """An override file says something that cannot be meant; the message names the entry."""


@dataclass(frozen=True, kw_only=True)
class Override:
    """One day that a person added to a list, or removed from it, with the reason."""

    on: date
    parts: frozenset[str]
    reason: str
    source: str
    recorded_on: date
    name: str = ""


def override(entry: Mapping[str, Any], *, named: bool, parts: Collection[str]) -> Override:
    """Read one entry strictly; ``parts`` are those that the calendar has."""
    if not isinstance(entry, dict) or not isinstance(entry.get("parts", []), list):
        raise OverridesInvalid(f"{entry!r:.60}: expected an entry with parts as a list.")
    given = [str(part) for part in entry.get("parts", [])]
    if unknown := set(given) - set(parts):
        raise OverridesInvalid(f"parts: {', '.join(sorted(unknown))} is not one of {', '.join(parts)}.")
    if named != ("name" in entry):
        raise OverridesInvalid(f"{entry.get('on')}: an added day needs a name, a removed one has none.")
    return Override(**{**entry, "parts": frozenset(given)})


def refuse_senseless(entry: Override, first_on: date, last_on: date) -> None:
    """Refuse a day that is none, outside the calendar or on a weekend, and what nobody answers for."""
    refuse_other_than_dates(entry, "on", "recorded_on")
    if not (entry.parts and entry.reason and entry.source):
        raise OverridesInvalid(f"{entry.on}: parts, reason and source may not be empty.")
    if not first_on <= entry.on <= last_on:
        raise OverridesInvalid(f"{entry.on} is outside {first_on} to {last_on}.")
    if entry.on.weekday() >= SATURDAY:
        raise OverridesInvalid(f"{entry.on} is a Saturday or Sunday: name the weekday that stands in for it.")


def refuse_other_than_dates(entry: object, *keys: str) -> None:
    """Refuse a moment or a text in these fields."""
    for key in keys:
        refuse_no_date(key, getattr(entry, key))


def refuse_no_date(key: str, value: object) -> None:
    """Refuse a value that is no plain date."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise OverridesInvalid(f"{key} is a plain date such as 2026-06-15, not {value!r:.60}.")


def refuse_senseless_name(name: object, version: object) -> None:
    """Refuse a name or version that is none, or that leads out of the folder."""
    if not (isinstance(name, str) and NAME.fullmatch(name) and isinstance(version, str) and VERSION.fullmatch(version)):
        raise OverridesInvalid(
            'name is small letters, version is year and issue as text, such as "uk" and "2026.1"; found'
            f" {name!r:.40} and {version!r:.40}."
        )


def version_key(version: str) -> list[int]:
    """The order of versions: 2026.10 comes after 2026.9, and 2026.9.1 between them."""
    return [int(number) for number in version.split(".")]
