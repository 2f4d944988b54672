"""Content lines of RFC 5545: text escaped, lines folded at 75 octets, no character that a calendar may not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

LONGEST_LINE = 75
"""Octets in a line without its end (RFC 5545, 3.1)."""

# Controls (RFC 5545, 3.1), halves of surrogate pairs, which UTF-8 cannot hold, and what turns the reading direction
# around: a title must not make a date look like another.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(value: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11): what a title holds can never become a line of its own."""
    plain = _FORBIDDEN.sub(" ", value.replace("\r\n", "\n"))
    return plain.translate(_ESCAPES)


def day(value: date) -> str:
    """A DATE value (3.3.4)."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def moment(value: datetime) -> str:
    """A DATE-TIME value as its clock shows it, without a zone (3.3.5, form 1 and 3)."""
    return f"{day(value)}T{value.hour:02d}{value.minute:02d}{value.second:02d}"


def instant(value: datetime) -> str:
    """A DATE-TIME value in UTC (3.3.5, form 2)."""
    return f"{moment(value.astimezone(UTC))}Z"


def folded(line: str) -> Iterator[bytes]:
    """A content line as lines of at most 75 octets; a character of several octets is never cut."""
    room, held = LONGEST_LINE, bytearray()
    for character in line:
        octets = character.encode()
        if len(held) + len(octets) > room:
            yield bytes(held) + b"\r\n"
            held = bytearray(b" ")  # the mark of a continued line, an octet of it
        held += octets
    yield bytes(held) + b"\r\n"
