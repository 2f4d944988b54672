"""The reference page of open data, its tables from the code: ``python -m exports.ocds.reference`` prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine import events as e
from exports.ocds.checking.findings import TITLES, Kind
from exports.ocds.mapping import MAPPING, NOTICES
from exports.ocds.profiles import EXTENSIONS, Profile
from exports.ocds.releasing.notices import BY_REGIME

_TEMPLATE: Final = Path(__file__).with_name("reference.md")

_PROFILES: Final = {
    Profile.CORE: "the bare standard; `procurementMethodDetails` is the definition's title",
    Profile.EU: "OCDS for the European Union: `Innovation partnership`, `secondStage`, lots, criteria",
    Profile.UK: "what Find a Tender declares: `Competitive flexible procedure`, the Act as legal basis, notice numbers,"
    " standstill, budget breakdown, final values",
}


def page() -> str:
    """The whole page: its words with the tables in their places."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, lines in (
        ("profiles", _profiles()),
        ("events", _events()),
        ("inside", (_inside(),)),
        ("notices", _notices()),
        ("checks", _checks()),
    ):
        text = text.replace(f"@{name}@", "\n".join(lines))
    return text


def _profiles() -> Iterator[str]:
    yield from _head("profile", "rendering", "extensions that the package declares")
    for profile, words in _PROFILES.items():
        names = ", ".join(f"`{_short(address)}`" for address in EXTENSIONS[profile]) or "none"
        yield f"| `{profile.value}` | {words} | {names} |"


def _short(address: str) -> str:
    """The name of an extension in its address."""
    parts = [part for part in address.split("/") if part not in {"master", "main", "latest", "en", "extension.json"}]
    return parts[-1]


def _events() -> Iterator[str]:
    names = {cls: name for name, cls in e.EVENT_TYPES.items()}
    yield from _head("event", "what the release tells", "tags it may have")
    for cls, mapped in MAPPING.items():
        tags = ", ".join(f"`{tag}`" for tag in mapped.tags)
        yield f"| `{names[cls]}` | {mapped.tells} | {tags} |"


def _inside() -> str:
    return ", ".join(f"`{name}`" for name, cls in e.EVENT_TYPES.items() if cls not in MAPPING)


def _notices() -> Iterator[str]:
    yield from _head("kind", "stands in", "`documentType`", "makes public", "Procurement Act 2023")
    for sort, tells in NOTICES.items():
        numbers = ", ".join(name for name, known in BY_REGIME["PA23"].items() if known == sort)
        kind = f"`{sort.type}`" if sort.type else ""
        yield f"| {sort.says} | `{sort.section.value}` | {kind} | {tells} | {numbers} |"


_SEVERITY: Final = {
    Kind.JSON: "error",
    Kind.SCHEMA: "error; of a versioned release in a profile: warning",
    Kind.CLOSED_CODE: "error",
    Kind.DUPLICATE_ID: "error",
    Kind.DATE_ORDER: "error in a record; warning where it is ambiguous, note in a package",
    Kind.REFERENCE: "warning",
    Kind.MISSPELT: "warning",
    Kind.OPEN_CODE: "note; warning when a code of the list is close",
    Kind.UNKNOWN_FIELD: "note",
}


def _checks() -> Iterator[str]:
    yield from _head("kind", "what", "severity")
    for kind, title in TITLES.items():
        yield f"| `{kind.value}` | {title} | {_SEVERITY[kind]} |"


def _head(*columns: str) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"| {' | '.join('---' for _ in columns)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
