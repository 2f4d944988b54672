"""Read models as plain data: what JSON knows, instants with all their digits, enums by their value.

How a value of a type is written is looked up once a type: a long history has millions of values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from typing import Any, Final

from engine.explanation import Explanation, Finding
from engine.time.local_time import format_instant

Write = Callable[[Any], Any]


def plain(value: Any) -> Any:
    """Mappings, lists, text, numbers, true, false and null; an instant is text of 27 characters in UTC."""
    kind = type(value)
    write = _WRITERS.get(kind)
    if write is None:
        write = _WRITERS[kind] = _writer(kind)
    return write(value)


def _writer(kind: type) -> Write:
    for base, write in _BY_BASE:
        if issubclass(kind, base):
            return write
    return _of_fields(kind) if is_dataclass(kind) else _as_it_is


def _of_fields(kind: Any) -> Write:
    names = tuple(field.name for field in fields(kind))
    return lambda value: {name: plain(getattr(value, name)) for name in names}


def _as_it_is(value: Any) -> Any:
    return value


def _keys(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): plain(item) for key, item in value.items()}


def _items(value: Any) -> list[Any]:
    return [plain(item) for item in value]


_BY_BASE: Final[tuple[tuple[type | tuple[type, ...], Write], ...]] = (
    ((Explanation, Finding), lambda value: value.to_data()),
    (Enum, attrgetter("value")),
    (datetime, format_instant),
    (date, lambda value: value.isoformat()),
    (Mapping, _keys),
    ((list, tuple, set, frozenset), _items),
)
"""The first that fits: a word of an enum is a text too, and an instant a day."""

_WRITERS: Final[dict[type, Write]] = dict.fromkeys((str, int, bool, float, type(None)), _as_it_is)
