"""Reads the corpus: a fault is a right definition with a few changes, and what has to be said of it (``README.md``)."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from config.calendars import load_calendar
from engine.definition import Definition
from engine.time.calendar import Calendar
from procedures.checker.finding import Finding
from procedures.proof import CHECKERS, Circumstances
from procedures.registry import FOLDER
from procedures.strict_yaml import read

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
"""The day whose law counts for every entry."""

_NAMES = ("move", "id", "stage", "step", "instalment", "what", "title")
"""What an item of a list is called by, the first that it has."""

_MADE = re.compile(r".+: [A-Z0-9_]+ to [A-Z0-9_]+ \((?P<move>\w+)\)")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One fault: the base that is right, what is changed, who has to object, by which rule, and in which words."""

    path: Path
    fault: str
    rule: str
    checker: str
    base: str
    change: list[dict[str, Any]]
    found: list[dict[str, Any]]

    @property
    def name(self) -> str:
        """Its file without the ending, after its folder."""
        return f"{self.path.parent.name}/{self.path.stem}"


def entries(*folders: str) -> list[Entry]:
    """Every fault of a definition in these folders, by name."""
    paths = [path for folder in folders for path in sorted((HERE / folder).glob("*.yaml"))]
    return [Entry(path=path, **plain(path)) for path in paths]


def plain(path: Path) -> Any:
    """What a YAML file says, as plain lists and mappings."""
    return json.loads(json.dumps(read(path.read_bytes(), str(path)).value))


@cache
def _base(name: str) -> str:
    path = HERE / "bases" / f"{name}.yaml"
    return json.dumps(plain(path if path.exists() else FOLDER / f"{name}.yaml"))


def base_of(name: str) -> Any:
    """The right definition that faults are put into, as a value that may be changed."""
    return json.loads(_base(name))


def changed(value: Any, changes: list[dict[str, Any]]) -> Any:
    """The value after each change in turn: ``put`` sets, ``take`` takes out, ``add`` appends to a list."""
    value = copy.deepcopy(value)
    for change in changes:
        *way, last = change["at"]
        inside = value
        for part in way:
            inside = inside[_key(inside, part)]
        if "add" in change:
            inside[_key(inside, last)].append(change["add"])
        elif "put" in change:
            inside[_key(inside, last)] = change["put"]
        else:
            assert change["take"] is True, change
            del inside[_key(inside, last)]
    return value


def _key(inside: Any, part: Any) -> Any:
    """The key of a mapping as it is; of a list the number of the item that is called so, or says so."""
    if not isinstance(inside, list) or isinstance(part, int):
        return part
    return next(number for number, item in enumerate(inside) if called(item) == part)


def called(item: Any) -> Any:
    """What an item of a list is called: the first of its names, or the text that it is."""
    return next((item[name] for name in _NAMES if name in item), None) if isinstance(item, dict) else item


def definition_of(value: Any) -> Definition:
    """The definition that a value is, judged by nothing but its format."""
    return Definition.model_validate_json(json.dumps(value), strict=True)


@cache
def _calendar(name: str) -> Calendar:
    return Calendar.from_data(load_calendar(name))


def findings(definition: Definition, checker: str) -> tuple[Finding, ...]:
    """What one checker says of a definition on the day of the corpus."""
    (asked,) = [one for one in CHECKERS if one.name == checker]
    circumstances = Circumstances(on=TODAY, calendar=_calendar(definition.calendar) if checker == "dates" else None)
    return tuple(dict.fromkeys(asked.check(definition, circumstances).found))


def said(finding: Finding) -> dict[str, Any]:
    """A finding as an entry writes it down."""
    words = {"severity": finding.severity.value, "where": finding.where, "says": finding.message}
    rule = {"rule": finding.rule} if finding.rule else {}
    return {**rule, **words, **({"story": [_shortly(sentence) for sentence in finding.story]} if finding.story else {})}


def _shortly(sentence: str) -> str:
    """A sentence of a story; of a move that is made lawfully only its name."""
    made = _MADE.fullmatch(sentence)
    return sentence if made is None else made["move"]


@cache
def known(base: str, checker: str) -> frozenset[Finding]:
    """What the checker says of the base without any fault: hints that block nothing."""
    return frozenset(findings(definition_of(base_of(base)), checker))


def objections(entry: Entry) -> list[dict[str, Any]]:
    """What is said of an entry, and not of its base."""
    found = findings(definition_of(changed(base_of(entry.base), entry.change)), entry.checker)
    return [said(finding) for finding in found if finding not in known(entry.base, entry.checker)]
