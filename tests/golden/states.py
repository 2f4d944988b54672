"""A state as text that stays the same while the program grows: what is as it is by default is left out.

A field that a later Seedbed adds has a default, and an old history leaves it there: its digest does not move. A field
that changes its meaning, or an event that is read otherwise, moves the digest, and that is what golden histories catch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from engine.canonical import instant_text
from engine.state import State


def readable(value: Any) -> Any:
    """Plain data: mappings, lists, text, integers, true, false and null; fields at their default are left out."""
    match value:
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): readable(item) for key, item in value.items()}
        case tuple() | list() if not hasattr(value, "_fields"):
            return [readable(item) for item in value]
        case _ if is_dataclass(value) or hasattr(value, "_fields"):
            return {name: readable(item) for name, item, default in _parts(value) if item != default}
        case _:
            return value


def _parts(value: Any) -> Iterator[tuple[str, Any, Any]]:
    """Each field of a value: its name, what it holds, and what it holds when nothing is said."""
    if hasattr(value, "_fields"):
        for name in value._fields:
            yield name, getattr(value, name), value._field_defaults.get(name, MISSING)
        return
    for field in fields(value):
        made = MISSING if field.default_factory is MISSING else field.default_factory()
        yield field.name, getattr(value, field.name), made if field.default is MISSING else field.default


class Digests:
    """Digests of states one after the other; a part that an event left alone is the same value, and not read again."""

    def __init__(self) -> None:
        """Know no part yet."""
        self._known: dict[str, tuple[Any, str]] = {}

    def of(self, state: State) -> str:
        """The SHA-256 over the digests of the parts of a state, by name; what is as it is by default is left out."""
        parts = {name: self._part(name, item) for name, item, default in _parts(state) if item != default}
        return _sha256(parts)

    def _part(self, name: str, value: Any) -> str:
        known = self._known.get(name)
        if known is None or known[0] is not value:
            known = self._known[name] = (value, _sha256(readable(value)))
        return known[1]


def _sha256(value: Any) -> str:
    """Of the canonical JSON: keys sorted, no spaces, UTF-8; there is no float in a state."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
