"""The body of an event from its draft: checked names, and a commitment in the place of every sealed value."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from engine.chain import EVENT_ID_BYTES, SALT_BYTES, commitment_of
from engine.errors import InvalidInput
from storage.encoding import canonical_bytes
from storage.records import EventDraft, Sealed

_TYPE: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", re.ASCII)
_STREAM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}", re.ASCII)
_PATH: Final = re.compile(r"data(\.[a-z][a-z0-9_]{0,63}|\.\d{1,4})+", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@lru_cache(maxsize=1024)
def check_names(stream: str, definition_sha256: str) -> None:
    """Refuse a stream or a digest that cannot stand in an event."""
    if not _STREAM.fullmatch(stream):
        raise InvalidInput(f"{stream[:80]!r} cannot name a stream: letters, digits and . _ : / - only, at most 128.")
    if not _SHA256.fullmatch(definition_sha256):
        raise InvalidInput("A definition's digest is 64 lower-case hexadecimal digits.")


def event_body(
    shared: dict[str, Any], draft: EventDraft, gseq: int, n: int, seals: list[dict[str, str]]
) -> dict[str, Any]:
    """Return the body of an event: what all events of one command share, and what is its own."""
    _check_type(draft.type)
    body = {**shared, "n": n, "gseq": gseq, "id": _uuid_text(draft.id), "type": draft.type, "data": dict(draft.data)}
    if seals:
        body["sealed"] = seals
    return body


@lru_cache(maxsize=256)
def _check_type(type_: str) -> None:
    if not _TYPE.fullmatch(type_):
        raise InvalidInput(f"{type_[:80]!r} is no event type: lower-case words with dots, as procedure.opened.")


def _uuid_text(identifier: bytes) -> str:
    if len(identifier) != EVENT_ID_BYTES or identifier[6] >> 4 != 7 or identifier[8] >> 6 != 2:
        raise InvalidInput("An event id is a UUID of version 7, 16 bytes.")
    digits = identifier.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def seal(draft: EventDraft, random_bytes: Callable[[int], bytes]) -> list[tuple[dict[str, str], str, tuple[Any, ...]]]:
    """Return, sorted by path, each commitment for the event, its path, and the rest of the disclosure row."""
    sealed: list[tuple[dict[str, str], str, tuple[Any, ...]]] = []
    for path in sorted(draft.sealed):
        hidden: Sealed = draft.sealed[path]
        _check_path(path)
        if _present(draft.data, path):
            raise InvalidInput(f"{path} is sealed and also public in the same event; it can only be one of them.")
        salt = random_bytes(SALT_BYTES)
        pair = canonical_bytes([path, hidden.value])
        commitment = {"path": path, "commitment": commitment_of(draft.id, salt, pair).hex()}
        value = pair[len(f'["{path}",') : -1].decode()  # a path holds nothing that JSON escapes
        sealed.append((commitment, path, (salt, value, hidden.subject, hidden.klass)))
    return sealed


@lru_cache(maxsize=256)
def _check_path(path: str) -> None:
    if not _PATH.fullmatch(path):
        raise InvalidInput(f'{path[:80]!r} cannot be sealed: a path begins with "data." and goes on by keys.')


def _present(data: Any, path: str) -> bool:
    """Return whether the public data holds a value at a sealed path."""
    for part in path.split(".")[1:]:
        if isinstance(data, list) and part.isdigit() and int(part) < len(data):
            data = data[int(part)]
        elif isinstance(data, dict) and part in data:
            data = data[part]
        else:
            return False
    return True
