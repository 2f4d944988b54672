"""Notices that an authority owes as a whole, as versioned data beside this file; which of them, the house says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
CURRENT: Final = "uk-2026.1"
"""The calendar of notices in force; an older one stays beside it."""

FILE: Final = "notices.toml"
"""What the authority says of itself, in its data folder."""

EXAMPLE: Final = """[authority]
who = "com"            # whose they are: a person of the register
owes = ["UK8", "UK17"] # which of UK1, UK8 and UK17 this authority owes

[[published]]
notice = "UK17"
period_ends = 2026-03-31
on = 2026-04-28
reference = "2026/S 000-000001"
"""


class AuthorityNoticesInvalid(Exception):
    """The house's file cannot be understood; the message says where and what is expected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A notice of the authority that was published for the period that ends on a day."""

    notice: str
    period_ends: date
    on: date
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority:
    """Which notices the authority owes as a whole, whose they are, and what was published."""

    owes: tuple[str, ...] = ()
    who: str | None = None
    published: tuple[Published, ...] = ()


def load_authority_notices(name: str = CURRENT) -> dict[str, Any]:
    """A calendar of notices as plain data; ``FileNotFoundError`` when there is none of that name and version."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read_authority(home: Path) -> Authority:
    """What the file in the data folder says; without one the authority owes nothing as a whole that is known here."""
    path = home / FILE
    if not path.is_file():
        return Authority()
    known = {one["notice"] for one in load_authority_notices()["duty"]}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        said = _table(found, "authority", {"who", "owes"}, path)
        owes = tuple(_text(one, "owes", path) for one in said.get("owes", ()))
        published = tuple(_published(one, path) for one in found.get("published", ()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError, TypeError) as error:
        raise AuthorityNoticesInvalid(f"{path}: it cannot be read: {error}.") from error
    unknown = sorted({*owes, *(one.notice for one in published)} - known)
    if unknown:
        raise AuthorityNoticesInvalid(f"{path}: {unknown[0]} is none of {', '.join(sorted(known))}.")
    who = said.get("who")
    return Authority(owes=owes, who=None if who is None else _text(who, "who", path), published=published)


def _table(found: Mapping[str, Any], name: str, keys: set[str], path: Path) -> Mapping[str, Any]:
    """One table of the file, with no key that nobody reads."""
    table: Mapping[str, Any] = found.get(name, {})
    strange = sorted({*table} - keys) + sorted({*found} - {"authority", "published"})
    if strange:
        raise AuthorityNoticesInvalid(f"{path}: {strange[0]} is not understood; expected {', '.join(sorted(keys))}.")
    return table


def _text(value: object, name: str, path: Path) -> str:
    if not isinstance(value, str) or not value:
        raise AuthorityNoticesInvalid(f"{path}: {name} holds {value!r}, expected text.")
    return value


def _published(one: Mapping[str, Any], path: Path) -> Published:
    missing = sorted({"notice", "period_ends", "on", "reference"} ^ {*one})
    if missing:
        raise AuthorityNoticesInvalid(
            f"{path}: [[published]] needs notice, period_ends, on and reference: {missing[0]}."
        )
    for name in ("period_ends", "on"):
        if type(one[name]) is not date:
            raise AuthorityNoticesInvalid(f"{path}: {name} holds {one[name]!r}, expected a date such as 2026-03-31.")
    return Published(
        notice=_text(one["notice"], "notice", path),
        period_ends=one["period_ends"],
        on=one["on"],
        reference=_text(one["reference"], "reference", path),
    )
