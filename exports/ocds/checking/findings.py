"""What a check finds: one thing at one place of one release, and how much it matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

KEPT: Final = 20_000
"""Findings that are kept one by one; of more, only the count of each group is."""


class Severity(StrEnum):
    """An error breaks the standard; a warning is probably a mistake; a note may be meant."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """What is wrong, in the order in which it is told."""

    JSON = "json"
    SCHEMA = "schema"
    CLOSED_CODE = "closed_code"
    DUPLICATE_ID = "duplicate_id"
    DATE_ORDER = "date_order"
    REFERENCE = "reference"
    MISSPELT = "misspelt"
    OPEN_CODE = "open_code"
    UNKNOWN_FIELD = "unknown_field"


TITLES: Final = {
    Kind.JSON: "Not JSON, or not strictly",
    Kind.SCHEMA: "Not what the schema asks for",
    Kind.CLOSED_CODE: "Code that a closed list does not have",
    Kind.DUPLICATE_ID: "Identifier used twice",
    Kind.DATE_ORDER: "Dates out of order",
    Kind.REFERENCE: "Refers to something that is not there",
    Kind.MISSPELT: "Field that looks misspelt",
    Kind.OPEN_CODE: "Code of the publisher's own",
    Kind.UNKNOWN_FIELD: "Field that the schemas shipped here do not describe",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One finding; ``path`` is the place in the file (RFC 6901), ``release`` and ``ocid`` are empty where unknown."""

    severity: Severity
    kind: Kind
    path: str
    message: str
    release: str = ""
    ocid: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Findings of one kind at the same place of different releases."""

    severity: Severity
    kind: Kind
    where: str
    count: int
    first: Finding


@dataclass(slots=True)
class Tally:
    """Findings as they come: each kept while there are few, all of them counted."""

    kept: list[Finding] = field(default_factory=list)
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))
    _groups: dict[tuple[Severity, Kind, str], list[Any]] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Take one more, cut to what can be shown: names and ids come from strangers."""
        finding = replace(finding, path=_clean(finding.path), message=_clean(finding.message),
                          release=_clean(finding.release), ocid=_clean(finding.ocid))  # fmt: skip
        self.counts[finding.severity] += 1
        if len(self.kept) < KEPT:
            self.kept.append(finding)
        where = general(finding.path)
        known = self._groups.setdefault((finding.severity, finding.kind, where), [0, finding])
        known[0] += 1

    def groups(self) -> tuple[Group, ...]:
        """Every group: errors first, and the more of them the earlier."""
        order = list(Severity), list(Kind)
        found = [
            Group(severity=severity, kind=kind, where=where, count=count, first=first)
            for (severity, kind, where), (count, first) in self._groups.items()
        ]
        found.sort(key=lambda g: (order[0].index(g.severity), order[1].index(g.kind), -g.count, g.where))
        return tuple(found)


LONGEST: Final = 500


def _clean(text: str) -> str:
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
    return text.encode("utf-8", "backslashreplace").decode()


_NUMBER: Final = re.compile(r"/\d+(?=/|$)")
_LINE: Final = re.compile(r"^line \d+: ?")


def general(path: str) -> str:
    """A place without its numbers: the same for every member of a list."""
    return _NUMBER.sub("", _LINE.sub("", path)) or "/"


def shown(value: object) -> str:
    """A value as it is quoted in a message: short, and told from a text that looks like it."""
    if isinstance(value, str):
        return f"the text {_short(ascii(value)[1:-1] if not value.isprintable() else value)!r}"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict):
        return f"an object of {len(value)}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f"the number {_short(str(value))}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def ordered(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Findings as they are told: errors first, then as they stand in the file."""
    for severity in Severity:
        yield from (finding for finding in findings if finding.severity is severity)
