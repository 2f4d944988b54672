"""Checkpoints (C2SP tlog-checkpoint): three lines that stand for the whole history up to a size, to be signed.

The lines are the log's name (origin), how many events there are, and the root over their hashes in base64.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from engine.chain import HASH_BYTES
from engine.errors import InvalidInput
from engine.ledger.notes import Note, check_key_name, parse_note

SHORT_ROOT: Final = 16
"""So many characters of the root stand in footers: 96 bits, more than anyone can find a second history for."""

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """What a log says of itself at one size."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what no checkpoint can say."""
        check_key_name(self.origin)
        if self.size < 0 or len(self.root) != HASH_BYTES:
            raise InvalidInput("A checkpoint has a size from 0 and a root of 32 bytes.")

    def to_text(self) -> str:
        """Return the text that is signed: origin, size and root, a line each."""
        return f"{self.origin}\n{self.size}\n{self.root_text}\n"

    @property
    def root_text(self) -> str:
        """The root in base64."""
        return base64.b64encode(self.root).decode()

    @property
    def short(self) -> str:
        """What footers show: size and the root's first characters."""
        return f"{self.size}/{self.root_text[:SHORT_ROOT]}"


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that a note's text states; InvalidInput when it is none, or has further lines."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise InvalidInput("A checkpoint's text is three lines: origin, size and root.")
    origin, size, root = lines[:3]
    if not _SIZE.fullmatch(size):
        raise InvalidInput(f"{size[:40]!r} is no size: digits only, no leading zeros.")
    try:
        data = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(f"{root[:80]!r} is no base64.") from None
    found = Checkpoint(origin=origin, size=int(size), root=data)
    if found.to_text() != text:
        raise InvalidInput("The checkpoint is not spelled as checkpoints are: its root has another form of base64.")
    return found


def read_checkpoint(data: str | bytes) -> tuple[Checkpoint, Note]:
    """Return a signed checkpoint's statement and its note; its signatures are not checked here."""
    note = parse_note(data)
    return parse_checkpoint(note.text), note
