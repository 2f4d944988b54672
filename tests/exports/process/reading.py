"""Readers of what the exports write, independent of how they write it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from exports.process.tables.cells import Amount, Kind
from exports.process.tables.column import Table
from exports.process.xes import NAMESPACE

_XES = f"{{{NAMESPACE}}}"


def log(content: bytes) -> dict[str, list[dict[str, str]]]:
    """The events of each trace of an XES log, by its name, each with its attributes as text."""
    top = ET.fromstring(content)  # noqa: S314 - our own log
    found = {}
    for trace in top.findall(f"{_XES}trace"):
        [name] = [one.get("value") for one in trace.findall(f"{_XES}string") if one.get("key") == "concept:name"]
        found[str(name)] = [
            {str(one.get("key")): str(one.get("value")) for one in event} for event in trace.findall(f"{_XES}event")
        ]
    return found


def _unguarded(text: str) -> str:
    return text.removeprefix("'")


_READ: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: _unguarded,
    Kind.INTEGER: int,
    Kind.BOOLEAN: {"true": True, "false": False}.__getitem__,
    Kind.INSTANT: datetime.fromisoformat,
    Kind.DAY: date.fromisoformat,
    Kind.MONEY: Decimal,
    Kind.JSON: json.loads,
}


def rows(table: Table, content: bytes) -> list[dict[str, Any]]:
    """A CSV as the data dictionary says that it is to be read."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    kinds = {column.name: column.kind for column in table.columns}
    assert reader.fieldnames == list(kinds)
    return [{name: _READ[kinds[name]](text) if text else None for name, text in row.items()} for row in reader]


def comparable(value: object) -> object:
    """A value of a table as a reader of its CSV has it: money is a decimal, and no text is nothing."""
    if isinstance(value, Amount):
        return Decimal(value.minor).scaleb(-value.digits)
    return None if value == "" else json.loads(json.dumps(value)) if isinstance(value, dict | list) else value
