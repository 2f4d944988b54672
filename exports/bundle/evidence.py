"""What a bundle is made from: plain values and ways to read more, handed in; nothing here knows a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, NamedTuple, Protocol

from engine.ledger.heads import StreamHeadAt
from engine.ledger.merkle import Tree
from engine.ledger.notes import NoteKey, SignatureLine

Seal = Callable[[str], SignatureLine]
"""Signs a text with the key of the ledger, and returns the line that stands under it."""


class EventBytes(NamedTuple):
    """One event as it lies in the history; ``canon`` are the very bytes that ``hash`` covers."""

    gseq: int
    n: int
    canon: bytes
    hash: bytes


class Events(Protocol):
    """The events of one stream, read anew at each call: 10,000 of them are never held at once."""

    def __call__(self, first: int = 0) -> Iterator[EventBytes]:
        """Yield them in order, from the one numbered ``first``."""
        ...


class SignedCheckpoint(NamedTuple):
    """A checkpoint with every signature under it, as text."""

    size: int
    note: str


class HeadsEvent(NamedTuple):
    """The ``ledger.heads`` event below the newest checkpoint."""

    canon: bytes
    prev: bytes
    hash: bytes


class Rotation(NamedTuple):
    """An event by which one key hands the ledger over to another."""

    gseq: int
    canon: bytes
    prev: bytes
    hash: bytes


class Opened(NamedTuple):
    """What one commitment hides, with the salt that proves it."""

    n: int
    path: str
    salt: bytes
    value: Any
    subject: str
    klass: str


class Kept(NamedTuple):
    """A value, or an event's document (path "document"), that is not told: on which ground, and who decided so."""

    n: int
    path: str
    ground: str
    decided_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """The bytes of a document that may be seen."""

    sha256: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Everything about one procedure, as of its newest checkpoint (the last of ``checkpoints``, ascending by size).

    ``events(first)`` gives the events of the stream in order, anew at each call; ``tree`` is the ledger up to there.
    ``definition`` is the one that the procedure was opened under; ``later`` those it was moved to, by digest.
    """

    reference: str
    count: int
    events: Events
    tree: Tree
    checkpoints: tuple[SignedCheckpoint, ...]
    heads: HeadsEvent
    streams: tuple[StreamHeadAt, ...]
    keys: tuple[NoteKey, ...]
    definition: bytes
    calendars: tuple[Mapping[str, Any], ...]
    documents: tuple[Document, ...]
    opened: tuple[Opened, ...]
    kept: tuple[Kept, ...]
    page: Callable[[], Iterable[str]]
    seal: Seal
    rotations: tuple[Rotation, ...] = ()
    later: tuple[tuple[str, bytes], ...] = ()

    @property
    def size(self) -> int:
        """The size of the newest checkpoint."""
        return self.checkpoints[-1].size
