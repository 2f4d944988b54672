"""Make a shipped calendar: what the `holidays` package knows, corrected by the override file beside the data."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from holidays import country_holidays

from config.calendars import FOLDER, content_sha256
from config.calendars.overrides import (
    SATURDAY,
    Override,
    OverridesInvalid,
    override,
    refuse_other_than_dates,
    refuse_senseless,
    refuse_senseless_name,
)

PARTS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}

# Day -> name of the holiday -> the parts of the United Kingdom that have it.
Days = dict[date, dict[str, set[str]]]


@dataclass(frozen=True, kw_only=True)
class Overrides:
    """The override file: which calendar of which country and parts, which years, and every correction.

    ``parts`` maps the package's subdivisions to names; ``divisions`` names the calendars of some parts alone. The
    parts of a calendar of several ``countries`` are these: their codes in the package, and their names.
    """

    name: str
    version: str
    first_on: date
    last_on: date
    country: str = "GB"
    language: str = "en_GB"
    whole: str = "all of the UK"
    parts: dict[str, str] = field(default_factory=lambda: dict(PARTS))
    countries: dict[str, str] = field(default_factory=dict)
    divisions: dict[str, list[str]] = field(default_factory=dict)
    added: tuple[Override, ...] = ()
    removed: tuple[Override, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


def main(arguments: list[str] | None = None) -> int:
    """Write the calendar file, or with --check say whether the shipped one is what the sources give."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "name", nargs="?", default="uk", help="the calendar to make, or its override file (default: uk)"
    )
    parser.add_argument("--to", type=Path, help="the folder to write to (default: where the override file is)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the shipped file differs")
    chosen = parser.parse_args(arguments)
    try:
        source = Path(chosen.name) if chosen.name.endswith(".toml") else FOLDER / f"{chosen.name}.overrides.toml"
        overrides = read_overrides(source)
        outcome = 0
        for name, parts in {overrides.name: list(overrides.parts.values()), **overrides.divisions}.items():
            document = build(overrides, name, parts)
            path = (chosen.to or source.parent) / f"{name}-{document['version']}.json"
            outcome = max(outcome, _check(path, document) if chosen.check else _write(path, document))
    except (OSError, NotImplementedError, OverridesInvalid) as error:
        print(f"No calendar was made: {error}", file=sys.stderr)
        return 2
    return outcome


def read_overrides(path: Path) -> Overrides:
    """Read the override file strictly: an unknown key or a date of the wrong kind is an error, not a shrug."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if "countries" in content:
            content["parts"] = content["countries"]
        parts = content.get("parts", PARTS).values()
        added = tuple(override(entry, named=True, parts=parts) for entry in content.pop("added", []))
        removed = tuple(override(entry, named=False, parts=parts) for entry in content.pop("removed", []))
        overrides = Overrides(added=added, removed=removed, **content)
    except (tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        raise OverridesInvalid(f"{path.name}: {error}") from error
    _refuse_senseless_head(overrides)
    for entry in (*added, *removed):
        refuse_senseless(entry, overrides.first_on, overrides.last_on)
    return overrides


def build(overrides: Overrides, name: str | None = None, parts: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a whole calendar document, checksum included: of all parts, or of some under a name of their own."""
    wanted = list(overrides.parts.values()) if parts is None else list(parts)
    days = package_days(overrides)
    for entry in overrides.removed:
        _remove(days, entry)
    for entry in overrides.added:
        _add(days, entry)
    document: dict[str, Any] = {
        "name": name or overrides.name,
        "version": overrides.version,
        "first_on": overrides.first_on.isoformat(),
        "last_on": overrides.last_on.isoformat(),
        "source": f"holidays {installed_version('holidays')} (MIT) and {overrides.name}.overrides.toml",
        "holidays": [
            _entry(on, kept, wanted, overrides)
            for on, names in sorted(days.items())
            if (kept := {why: mine for why, have in names.items() if (mine := have & set(wanted))})
        ],
    }
    return document | {"sha256": content_sha256(document)}


def package_days(overrides: Overrides) -> Days:
    """Return the weekday bank holidays that the package knows, part by part, as the official list prints them."""
    days: Days = defaultdict(lambda: defaultdict(set))
    names_met = set()
    years = range(overrides.first_on.year, overrides.last_on.year + 1)
    for code, part in overrides.parts.items():
        country, part_of_it = (code, None) if overrides.countries else (overrides.country, code or None)
        known = country_holidays(country, subdiv=part_of_it, years=years, observed=True, language=overrides.language)
        for on, label in known.items():
            # The official list shows the weekday that stands in, never the Saturday or Sunday itself.
            if on.weekday() >= SATURDAY or not overrides.first_on <= on <= overrides.last_on:
                continue
            for name in label.split("; "):
                plain = name.removesuffix(" (observed)")
                names_met.add(plain)
                shown = overrides.names.get(plain, plain)
                days[on][shown if plain == name else f"{shown} substitute day"].add(part)
    if unused := set(overrides.names) - names_met:
        raise OverridesInvalid(f"[names]: the package never uses {', '.join(sorted(unused))}.")
    return days


def render(document: dict[str, Any]) -> str:
    """Write the document as JSON with one day a line, so that a change of the list reads as a list of days."""
    head = {key: document[key] for key in ("name", "version", "sha256", "source", "first_on", "last_on")}
    lines = [f"  {_json(key)}: {_json(value)}," for key, value in head.items()]
    days = ",\n".join(f"    {_json(day)}" for day in document["holidays"])
    return "\n".join(["{", *lines, '  "holidays": [', days, "  ]", "}", ""])


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Say in words what a new calendar changes, day by day."""
    old, new = ({day["on"]: day["why"] for day in document["holidays"]} for document in (before, after))
    for on in sorted(old.keys() | new.keys()):
        if old.get(on) != new.get(on):
            yield f"{on}: {old.get(on, 'no holiday')} -> {new.get(on, 'no holiday')}"
    for key in ("first_on", "last_on"):
        if before[key] != after[key]:
            yield f"{key}: {before[key]} -> {after[key]}"


def describe_parts(parts: Iterable[str], of: Iterable[str] = PARTS.values(), whole: str = "all of the UK") -> str:
    """Name the parts of a country in the usual order: "England, Wales and Northern Ireland"."""
    every = list(of)
    named = [part for part in every if part in set(parts)]
    if len(named) == len(every):
        return whole
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _write(path: Path, document: dict[str, Any]) -> int:
    """Write a new version; a version that exists never changes its meaning, since procedures are pinned to it."""
    if path.exists():
        shipped = json.loads(path.read_bytes())
        if shipped["sha256"] != document["sha256"]:
            changed = "\n  ".join(differences(shipped, document))
            print(
                f"{path.name} exists with other days; raise version in the override file.\n  {changed}", file=sys.stderr
            )
            return 1
    path.write_text(render(document), encoding="utf-8")
    print(f"{path.name}: {len(document['holidays'])} days, SHA-256 {document['sha256']}")
    return 0


def _check(path: Path, document: dict[str, Any]) -> int:
    shipped = json.loads(path.read_bytes())
    changed = list(differences(shipped, document))
    for line in changed:
        print(line)
    same = not changed and shipped["sha256"] == document["sha256"]
    print(f"{path.name}: {'is what its sources give' if same else 'is NOT what its sources give'}")
    return 0 if same else 1


def _refuse_senseless_head(overrides: Overrides) -> None:
    refuse_other_than_dates(overrides, "first_on", "last_on")
    if overrides.first_on > overrides.last_on:
        raise OverridesInvalid(f"first_on {overrides.first_on} is after last_on {overrides.last_on}.")
    for name in (overrides.name, *overrides.divisions):
        refuse_senseless_name(name, overrides.version)
    for name, parts in overrides.divisions.items():
        if not parts or (unknown := set(parts) - set(overrides.parts.values())):
            raise OverridesInvalid(
                f"[divisions] {name}: {', '.join(sorted(unknown)) if parts else 'no part'} is unknown."
            )


def _add(days: Days, entry: Override) -> None:
    _take_away(days, entry)
    days[entry.on].setdefault(entry.name, set()).update(entry.parts)


def _remove(days: Days, entry: Override) -> None:
    held = set().union(*days[entry.on].values()) if entry.on in days else set()
    if missing := entry.parts - held:
        raise OverridesInvalid(f"{entry.on} is no bank holiday in {describe_parts(missing)}: nothing to remove.")
    _take_away(days, entry)


def _take_away(days: Days, entry: Override) -> None:
    left = {name: parts - entry.parts for name, parts in days[entry.on].items()}
    days[entry.on] = {name: parts for name, parts in left.items() if parts}


def _entry(on: date, names: dict[str, set[str]], wanted: list[str], overrides: Overrides) -> dict[str, Any]:
    everywhere = set().union(*names.values())
    # A calendar of one division says where a day is kept only when that is not in all of it.
    division = len(wanted) < len(overrides.parts) or len(overrides.parts) == 1
    return {
        "on": on.isoformat(),
        "why": "; ".join(
            name if division and parts == set(wanted) else f"{name} ({describe_parts(parts, wanted, overrides.whole)})"
            for name, parts in sorted(names.items())
        ),
        "parts": [part for part in wanted if part in everywhere],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    raise SystemExit(main())
