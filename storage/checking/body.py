"""What the bytes of an event say, and whether they are the one form in which it can be said: with words, one by one."""

from __future__ import annotations

from typing import Any, Final

import orjson

from engine.canonical import canonical, parse_canonical
from engine.errors import InvalidInput
from storage.checking.faults import Wrong

_KEYS: Final = {
    "v": int,
    "stream": str,
    "n": int,
    "gseq": int,
    "id": str,
    "type": str,
    "at": str,
    "recorded_by": dict,
    "cause": str,
    "def": str,
    "data": dict,
}


def decode(canon: bytes) -> dict[str, Any]:
    """Return an event's body when its bytes are canonical and it has every required key; ``Wrong`` says what is not."""
    try:
        body = orjson.loads(canon)
        # Duplicate keys, floats, odd escapes: whatever is not canonical does not come back as the same bytes.
        if canonical(body) != canon:
            parse_canonical(canon)
    except (ValueError, InvalidInput) as wrong:
        raise Wrong(f"its bytes are not in canonical form: {wrong}") from None
    if not isinstance(body, dict):
        raise Wrong("its bytes are not an object.")
    for key, kind in _KEYS.items():
        if type(body.get(key)) is not kind:
            raise Wrong(f"its key {key!r} is missing or of the wrong kind.")
    if body["v"] != 1:
        raise Wrong(f"its format is version {body['v']}; this program knows version 1.")
    _check_seals(body)
    return body


def _check_seals(body: dict[str, Any]) -> None:
    if not is_uuid(body["id"]):
        raise Wrong("its id is not a UUID.")
    seals = body.get("sealed", [])
    well_formed = isinstance(seals, list) and all(
        isinstance(seal, dict)
        and set(seal) == {"path", "commitment"}
        and all(isinstance(v, str) for v in seal.values())
        for seal in seals
    )
    if not well_formed or [seal["path"] for seal in seals] != sorted({seal["path"] for seal in seals}):
        raise Wrong("its seals are not a list of path and commitment sorted by path.")


def is_uuid(text: str) -> bool:
    """Return whether a text is a UUID as we write it: 32 hexadecimal digits in lower case and four hyphens."""
    digits = text.replace("-", "")
    return len(text) == 36 and len(digits) == 32 and not digits.strip("0123456789abcdef")
