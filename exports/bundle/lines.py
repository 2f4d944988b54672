"""Values as lines of canonical JSON, without the bound that one event has."""

from __future__ import annotations

from json.encoder import JSONEncoder
from typing import Any, Final

from engine.canonical import has_canonical_form
from engine.errors import InvalidInput

_encode: Final = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def line(value: Any) -> bytes:
    """One document and its newline; InvalidInput when the value has no canonical form."""
    if not has_canonical_form(value):
        raise InvalidInput("A value of the bundle has no canonical form: a key, a number or its depth is not allowed.")
    return _encode(value).encode() + b"\n"
