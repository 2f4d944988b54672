"""A ZIP of which every byte is laid down: entries stored, sorted, with one fixed date (SPEC.md, section 1).

Written by hand, because a library's choices (flags, extra fields, the version that made it) differ between releases,
and a verifier has to be able to say that not one byte of the file is anything else than it must be.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import IO, Final

from engine.errors import InvalidInput

_LOCAL: Final = Struct("<4s5H3I2H")
_CENTRAL: Final = Struct("<4s6H3I5H2I")
_END: Final = Struct("<4s4H2IH")
_END_64: Final = Struct("<4sQ2H2I4Q")
_LOCATOR: Final = Struct("<4sIQI")
_OFFSET_64: Final = Struct("<2HQ")

_DATE: Final = 0x0021
"""1 January 1980, the first day that a ZIP knows."""
_ATTRIBUTES: Final = 0o100644 << 16
_MADE_BY, _VERSION = 0x0314, 20
_MADE_BY_64, _VERSION_64 = 0x032D, 45
_MOST_32: Final = 0xFFFFFFFF
_MOST_16: Final = 0xFFFF


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What was written under one name."""

    name: str
    offset: int
    crc: int
    size: int
    sha256: str


class Archive:
    """A ZIP being written to a file that can be gone back in; contents pass through and are never held."""

    def __init__(self, target: IO[bytes]) -> None:
        """Begin at the file's beginning."""
        self._target = target
        self._entries: list[Entry] = []
        self._at = 0

    def add(self, name: str, chunks: Iterable[bytes]) -> Entry:
        """Write one entry and return what it became; entries come sorted by name."""
        if not name.isascii() or (self._entries and name <= self._entries[-1].name):
            raise InvalidInput(f"{name!r} cannot stand here: names are ASCII and come in order, each once.")
        encoded = name.encode("ascii")
        offset, crc, size, digest = self._at, 0, 0, sha256()
        self._write(_local(encoded, 0, 0))
        for chunk in chunks:
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
            digest.update(chunk)
            self._write(chunk)
        if size >= _MOST_32:
            raise InvalidInput(f"{name} has {size:,} bytes; an entry of a bundle has less than 4 GiB.")
        # Size and checksum stand before the content and are known after it.
        self._target.seek(offset)
        self._target.write(_local(encoded, crc, size))
        self._target.seek(self._at)
        entry = Entry(name=name, offset=offset, crc=crc, size=size, sha256=digest.hexdigest())
        self._entries.append(entry)
        return entry

    def finish(self) -> int:
        """Write the directory and the end record, and return how long the file is."""
        begins = self._at
        for entry in self._entries:
            self._write(_central(entry))
        length, count = self._at - begins, len(self._entries)
        if count >= _MOST_16 or length >= _MOST_32 or begins >= _MOST_32:
            record = self._at
            self._write(
                _END_64.pack(b"PK\6\6", 44, _MADE_BY_64, _VERSION_64, 0, 0, count, count, length, begins)
                + _LOCATOR.pack(b"PK\6\7", 0, record, 1)
            )
            count, length, begins = _MOST_16, _MOST_32, _MOST_32
        self._write(_END.pack(b"PK\5\6", 0, 0, count, count, length, begins, 0))
        return self._at

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._at += len(data)


def _local(name: bytes, crc: int, size: int) -> bytes:
    return _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, _DATE, crc, size, size, len(name), 0) + name


def _central(entry: Entry) -> bytes:
    name = entry.name.encode("ascii")
    far = entry.offset >= _MOST_32
    extra = _OFFSET_64.pack(1, 8, entry.offset) if far else b""
    return (
        _CENTRAL.pack(
            b"PK\1\2",
            _MADE_BY_64 if far else _MADE_BY,
            _VERSION_64 if far else _VERSION,
            0,
            0,
            0,
            _DATE,
            entry.crc,
            entry.size,
            entry.size,
            len(name),
            len(extra),
            0,
            0,
            0,
            _ATTRIBUTES,
            _MOST_32 if far else entry.offset,
        )
        + name
        + extra
    )
