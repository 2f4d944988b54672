"""The one byte form of a value in the history: RFC 8785 over a restricted JSON, so that anyone can recompute a hash.

Restricted means: keys are ``[a-z][a-z0-9_]{0,63}``; values are null, true, false, integers within +-(2^53-1), text
without lone surrogates, lists and objects; at most 16 containers deep and 64 KiB long. No floats: money is an integer
of minor units, a decimal is text. Inside that domain sorted, compact ``json`` output *is* RFC 8785, so that no
canonicaliser has to be trusted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import JSONEncoder
from typing import Any, Final, NoReturn

from engine.errors import InvalidInput

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 16
MAX_BYTES: Final = 64 * 1024
INSTANT_LENGTH: Final = 27

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z", re.ASCII)
_encode: Final = JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode

# Keys repeat in every event: one that passed the pattern is remembered. Bounded, because strangers' keys come here too.
_known_keys: set[str] = set()
_KNOWN_KEYS_LIMIT: Final = 4096


def canonical(value: Any) -> bytes:
    """Return the canonical bytes of a JSON value; InvalidInput names the place of whatever has no canonical form."""
    if not has_canonical_form(value):
        _refuse(value, ())
    try:
        data = _encode(value).encode()
    except UnicodeEncodeError:
        _refuse_surrogate(value, ())
    if len(data) > MAX_BYTES:
        raise InvalidInput(f"The value is {len(data):,} bytes long; at most {MAX_BYTES:,} are accepted.")
    return data


def has_canonical_form(value: Any, depth: int = MAX_DEPTH) -> bool:
    """Return whether ``canonical`` accepts the value's types, keys and depth; text and length it judges itself."""
    # One walk without names of places: every event passes here, nearly none is refused.
    kind = type(value)
    if kind is dict:
        known = _known_keys.issuperset(value) or all(map(_known_key, value))
        return known and depth > 0 and _all_allowed(value.values(), depth - 1)
    if kind is list or kind is tuple:
        return depth > 0 and _all_allowed(value, depth - 1)
    if kind is int:
        return bool(-MAX_INTEGER <= value <= MAX_INTEGER)
    # A StrEnum is text; a subclass of anything else might print differently from what it is.
    return value is None or kind is bool or isinstance(value, str)


def parse_canonical(data: bytes) -> Any:
    """Return the value whose canonical form is exactly these bytes; anything else is InvalidInput."""
    if len(data) > MAX_BYTES:
        raise InvalidInput(f"The value is {len(data):,} bytes long; at most {MAX_BYTES:,} are accepted.")
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_unique, parse_float=_refuse_number, parse_constant=_refuse_number
        )
    except UnicodeDecodeError as wrong:
        raise InvalidInput(f"The value is not UTF-8 (byte {wrong.start}).") from None
    except RecursionError:
        raise InvalidInput(f"The value is nested deeper than {MAX_DEPTH}.") from None
    except ValueError as wrong:
        raise InvalidInput(f"The value is not JSON: {wrong}.") from None
    if canonical(value) != data:
        raise InvalidInput("The value is JSON, but not in canonical form (order of keys, spacing or escapes).")
    return value


@lru_cache(maxsize=1024)
def instant_text(instant: datetime) -> str:
    """Return an aware instant as 27 characters, ``YYYY-MM-DDTHH:MM:SS.ffffffZ`` (UTC); a naive one is InvalidInput."""
    if instant.tzinfo is None:
        raise InvalidInput(f"The time {instant.isoformat()} has no zone; an instant needs one.")
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:26] + "Z"


@lru_cache(maxsize=1024)
def parse_instant(text: str) -> datetime:
    """Return the UTC instant that ``instant_text`` wrote; any other spelling is InvalidInput."""
    if not _INSTANT.fullmatch(text):
        raise InvalidInput(f"{text!r} is not an instant written as YYYY-MM-DDTHH:MM:SS.ffffffZ.")
    try:
        return datetime.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInput(f"{text!r} is not an instant: {wrong}.") from None


def _all_allowed(children: Iterable[Any], depth: int) -> bool:
    for child in children:
        kind = type(child)
        if kind is str or child is None:  # most are: not worth a call
            continue
        if not has_canonical_form(child, depth):
            return False
    return True


def _known_key(key: Any) -> bool:
    if key in _known_keys:
        return True
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return False
    if len(_known_keys) < _KNOWN_KEYS_LIMIT:
        _known_keys.add(str(key))
    return True


def _refuse(value: Any, path: tuple[str | int, ...]) -> None:
    """Find the first thing that is not allowed and raise with its place; called only after the walk said no."""
    if isinstance(value, dict | list | tuple):
        if len(path) >= MAX_DEPTH:
            raise InvalidInput(f"{_place(path)} is nested deeper than {MAX_DEPTH}.")
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(value, dict) and not _known_key(key):
                raise InvalidInput(f"{_place(path)} has the key {str(key)[:80]!r}; a key is [a-z][a-z0-9_]{{0,63}}.")
            _refuse(child, (*path, key))
    if has_canonical_form(value, MAX_DEPTH - len(path)):
        return
    if type(value) is int:
        raise InvalidInput(f"{_place(path)} is an integer beyond +-(2^53-1).")
    if isinstance(value, float):
        raise InvalidInput(f"{_place(path)} is a float; use an integer of minor units, or text for a decimal.")
    kind = type(value).__name__
    raise InvalidInput(f"{_place(path)} is a {kind}; only null, booleans, integers, text, lists and objects are kept.")


def _refuse_surrogate(value: Any, path: tuple[str | int, ...]) -> NoReturn:
    """Find the text that UTF-8 cannot hold; called only after encoding failed."""
    for place, text in _texts(value, path):
        try:
            text.encode()
        except UnicodeEncodeError as wrong:
            raise InvalidInput(f"{_place(place)} holds a lone surrogate at character {wrong.start}.") from None
    raise InvalidInput("The value holds a lone surrogate.")


def _texts(value: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        return [(path, value)]
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    return [found for key, child in children for found in _texts(child, (*path, key))]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidInput(f"The key {twice[:80]!r} appears twice in one object.")
    return found


def _refuse_number(text: str) -> NoReturn:
    raise InvalidInput(f"{text[:40]} is not an integer; the history holds no floats.")


def _place(path: tuple[str | int, ...]) -> str:
    if not path:
        return "The value"
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
