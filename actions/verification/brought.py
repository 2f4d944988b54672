"""What an auditor brings: a checkpoint that was kept elsewhere, whole or as the line under a letter, and keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.errors import InvalidInput, NotFound
from engine.ledger.checkpoints import read_checkpoint
from engine.ledger.notes import Note, NoteKey, parse_vkey

_SHORT: Final = re.compile(r"(?:Ledger )?([0-9]{1,18})/([A-Za-z0-9+/]{16})(?:;.*)?", re.ASCII)
_MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A head that was kept outside the store: its size and the beginning of its root; ``where`` is said to people.

    ``signed`` is false for what somebody only computed, so that no checkpoint of that size need be in the store.
    """

    where: str
    size: int
    root: str
    origin: str | None = None
    note: Note | None = None
    signed: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """What is compared with the store, beside what the store says of itself."""

    kept: tuple[Kept, ...] = ()
    keys: tuple[NoteKey, ...] = ()


def read_kept(text: str) -> Kept:
    """A checkpoint from a file, or ``SIZE/ROOT`` as it stands under every notice and letter."""
    short = _SHORT.fullmatch(text.strip())
    if short is not None and not Path(text).exists():
        return Kept(where=f"{short[1]}/{short[2]}", size=int(short[1]), root=short[2])
    try:
        with Path(text).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise NotFound(
            f"{text} cannot be read ({error.strerror}). Give the file of a checkpoint, or SIZE/ROOT as it stands under"
            " a letter."
        ) from error
    try:
        stated, note = read_checkpoint(data)
    except InvalidInput as error:
        raise InvalidInput(f"{text} holds no checkpoint: {error}") from error
    return Kept(where=text, size=stated.size, root=stated.root_text, origin=stated.origin, note=note)


def read_keys(text: str) -> tuple[NoteKey, ...]:
    """The keys that a text names: one key, or a file with a key on each line."""
    path = Path(text)
    if "+" in text and not path.exists():
        return (parse_vkey(text),)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise NotFound(f"{text} cannot be read. Give a key (NAME+ID+KEY) or a file of keys.") from error
    found = tuple(parse_vkey(line) for line in lines if line.strip())
    if not found:
        raise InvalidInput(f"{text} holds no key.")
    return found
