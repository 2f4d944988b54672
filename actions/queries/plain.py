"""Read models as plain data: what JSON knows, instants with all their digits, enums by their value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from engine.explanation import Explanation, Finding
from engine.time.local_time import format_instant


def plain(value: Any) -> Any:
    """Mappings, lists, text, numbers, true, false and null; an instant is text of 27 characters in UTC."""
    match value:
        case Explanation() | Finding():
            made: Any = value.to_data()
        case Enum():
            made = value.value
        case datetime():
            made = format_instant(value)
        case date():
            made = value.isoformat()
        case Mapping():
            made = {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            made = [plain(item) for item in value]
        case _ if is_dataclass(value):
            made = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            made = value
    return made
