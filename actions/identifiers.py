"""Identifiers and randomness: passed in, so that one seed gives one history."""

from __future__ import annotations

import os
import random
from datetime import datetime
from typing import Protocol

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_FIXED = 0xF << 76 | 0b11 << 62
"""The bits of the version and the variant: neither time nor random."""


class Randomness(Protocol):
    """Where random bytes come from."""

    def bytes(self, count: int) -> bytes:
        """Return that many random bytes."""
        ...


class SystemRandomness:
    """The operating system's randomness: for every store with live procedures."""

    def bytes(self, count: int) -> bytes:
        """Return that many random bytes."""
        return os.urandom(count)


class SeededRandomness:
    """Repeatable randomness, for rehearsals and simulations only: the same seed gives the same history."""

    def __init__(self, seed: int) -> None:
        """Begin a sequence."""
        self._random = random.Random(seed)

    def bytes(self, count: int) -> bytes:
        """Return that many bytes of the sequence."""
        return self._random.randbytes(count)


def uuid7(at: datetime, randomness: Randomness) -> bytes:
    """A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = int(at.timestamp() * 1000)
    drawn = int.from_bytes(randomness.bytes(10), "big") & ~_FIXED
    return (milliseconds << 80 | drawn | _VERSION_7 | _VARIANT).to_bytes(16, "big")


def uuid_text(identifier: bytes) -> str:
    """The hyphenated form."""
    digits = identifier.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
