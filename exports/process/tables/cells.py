"""What a value looks like in a cell, so that no spreadsheet takes it for a formula and everybody reads it the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from engine.canonical import instant_text

GUARD: Final = "'"
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", GUARD)
"""A text that begins with one of these gets a guard before it: the first seven can begin a formula, the last makes the
rule reversible (a reader takes one guard away)."""


class Kind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    DAY = "day"
    MONEY = "money"
    JSON = "json"


FORMATS: Final[dict[Kind, tuple[str, str]]] = {
    Kind.TEXT: ("string", "Text; one that begins with = + - @ ' a tab or a line end has one ' before it"),
    Kind.INTEGER: ("integer", "Whole number"),
    Kind.BOOLEAN: ("boolean", "true or false"),
    Kind.INSTANT: ("datetime", "Instant in UTC, ISO 8601 with microseconds and Z"),
    Kind.DAY: ("date", "Local date in the procedure's zone, ISO 8601"),
    Kind.MONEY: ("number", "Decimal number with a point and no separators; the currency stands in its own column"),
    Kind.JSON: ("object", "JSON"),
}
"""For each kind: its name in a Table Schema, and what stands in the data dictionary."""


class Amount(NamedTuple):
    """Money in minor units, and how many digits its currency has after the point."""

    minor: int
    digits: int


_DIGITS: Final = {"JPY": 0, "KRW": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}
"""ISO 4217: currencies that do not have two digits after the point."""


def amount(minor: int, currency: str) -> Amount:
    """A sum as the currency writes it."""
    return Amount(minor=minor, digits=_DIGITS.get(currency, 2))


def cell(kind: Kind, value: object) -> str:
    """The text of a cell; nothing is an empty cell, and a value of another kind is a ``TypeError``."""
    if value is None:
        return ""
    wanted, write = _WRITTEN[kind]
    if not isinstance(value, wanted):
        raise TypeError(f"A cell of kind {kind} cannot hold {value!r}.")
    return write(value)


def _text(value: str) -> str:
    return f"{GUARD}{value}" if value.startswith(DANGEROUS) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decimal_text(value: Amount) -> str:
    """``1234.50``."""
    whole, part = divmod(abs(value.minor), 10**value.digits)
    sign = "-" if value.minor < 0 else ""
    return f"{sign}{whole}.{part:0{value.digits}d}" if value.digits else f"{sign}{whole}"


_WRITTEN: Final[dict[Kind, tuple[type, Callable[[Any], str]]]] = {
    Kind.TEXT: (str, _text),
    Kind.INTEGER: (int, str),
    Kind.BOOLEAN: (bool, lambda value: "true" if value else "false"),
    Kind.INSTANT: (datetime, instant_text),
    Kind.DAY: (date, date.isoformat),
    Kind.MONEY: (Amount, decimal_text),
    Kind.JSON: (object, _json),
}
