"""The hashes that tie the history together; every one is SHA-256 over a prefix that names what is hashed.

The formats are final from the first event on: a verifier written without this file must arrive at the same bytes.
"""

from __future__ import annotations

from hashlib import sha256
from struct import Struct
from typing import Any, Final

from engine.canonical import canonical
from engine.errors import InvalidInput

HASH_BYTES: Final = 32
SALT_BYTES: Final = 32
EVENT_ID_BYTES: Final = 16

_STREAM: Final = b"ipe-stream-v1\n"
_EVENT: Final = b"ipe-event-v1\n"
_FIELD: Final = b"ipe-field-v1\0"
_uint32be: Final = Struct(">I").pack
_uint64be: Final = Struct(">Q").pack


def prev_0(stream: str) -> bytes:
    r"""Return what stands before a stream's first event: SHA-256("ipe-stream-v1\n" || uint32be(length) || name)."""
    name = stream.encode()
    return sha256(_STREAM + _uint32be(len(name)) + name).digest()


def hash_n(prev: bytes, canon: bytes) -> bytes:
    r"""Return an event's hash: SHA-256("ipe-event-v1\n" || prev || uint64be(length) || canonical bytes)."""
    return sha256(_EVENT + prev + _uint64be(len(canon)) + canon).digest()


def leaf(event_hash: bytes) -> bytes:
    """Return the event's leaf in the tree over all streams (RFC 6962): SHA-256(0x00 || hash)."""
    return sha256(b"\0" + event_hash).digest()


def commitment(event_id: bytes, salt: bytes, path: str, value: Any) -> bytes:
    r"""Return the seal of a withheld value: SHA-256("ipe-field-v1\0" || event id || salt || canonical([path, value])).

    The salt makes guessing hopeless (an unsalted hash of a telephone number falls in a second); the event id and
    the path stop a seal from being shown as the seal of something else.
    """
    return commitment_of(event_id, salt, canonical([path, value]))


def commitment_of(event_id: bytes, salt: bytes, canonical_pair: bytes) -> bytes:
    """Return the same for canonical([path, value]) that is at hand."""
    if len(event_id) != EVENT_ID_BYTES or len(salt) != SALT_BYTES:
        raise InvalidInput(f"A seal needs an event id of {EVENT_ID_BYTES} bytes and a salt of {SALT_BYTES}.")
    return sha256(_FIELD + event_id + salt + canonical_pair).digest()
