"""What the ledger says of itself, in the stream that is reserved for it: chained and signed like everything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engine.errors import InvalidInput
from engine.events import Sealed
from engine.ledger.heads import HEADS_TYPE
from engine.ledger.notes import Note, NoteKey, parse_note, parse_vkey

ROTATION_HEADER: Final = "ipe-key-rotation-v1"


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerBegun:
    """The first word: the ledger's name, and the key that signs it."""

    origin: str
    vkey: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadsTaken:
    """How many streams there are before this event, and the root over their heads (hexadecimal)."""

    count: int
    root: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRotated:
    """Another key signs from here on; ``note`` says so, signed by the old key (unless it is lost) and by the new."""

    old: str
    new: str
    note: str
    lost: bool
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LossAccepted:
    """A history that ends before, or goes another way than, what was signed is gone on with, under a new name.

    ``known`` is the checkpoint that was kept outside, ``lost_from`` and ``lost_to`` the first and the last gseq of what
    it covered and is not here as it was; the store then held ``size`` events. ``vkey`` signs from here on.
    """

    known: str
    lost_from: int
    lost_to: int
    size: int
    origin: str
    vkey: str
    reason: Sealed = None


LedgerEvent = LedgerBegun | HeadsTaken | KeyRotated | LossAccepted

LEDGER_EVENT_TYPES: Final[dict[str, type[LedgerEvent]]] = {
    "ledger.begun": LedgerBegun,
    HEADS_TYPE: HeadsTaken,
    "ledger.key_rotated": KeyRotated,
    "ledger.restored": LossAccepted,
}
"""The stored name of each event type of the ledger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyInUse:
    """A key, and the place in the whole history from which on it signs."""

    key: NoteKey
    since: int


def keys_in_use(events: Iterable[tuple[int, LedgerEvent]]) -> list[KeyInUse]:
    """Every key that has signed the ledger, oldest first, from its events with their gseq.

    They are what the history says of itself: a reader who trusts only a key given to him checks the rotations from it.
    """
    found = []
    for gseq, event in events:
        vkey = _vkey(event)
        if vkey is not None:
            found.append(KeyInUse(key=parse_vkey(vkey), since=gseq))
    return found


def _vkey(event: LedgerEvent) -> str | None:
    match event:
        case LedgerBegun() | LossAccepted():
            return event.vkey
        case KeyRotated():
            return event.new
        case HeadsTaken():
            return None


def rotation_text(old: NoteKey, new: NoteKey, gseq: int) -> str:
    """What both keys sign: which follows which, and at which place of the history."""
    return f"{ROTATION_HEADER}\n{gseq}\n{old.vkey()}\n{new.vkey()}\n"


def rotation_note(event: KeyRotated, gseq: int) -> tuple[Note, NoteKey, NoteKey]:
    """The note of a rotation, its old key and its new; InvalidInput when it says anything else than the event does."""
    old, new, note = parse_vkey(event.old), parse_vkey(event.new), parse_note(event.note)
    if note.text != rotation_text(old, new, gseq):
        raise InvalidInput("The note of the key's rotation is about other keys, or about another place.")
    return note, old, new
