"""Signs the history: states the heads of all streams in an event, and signs the root of the tree that ends with it.

It comes after a command's own commit and never inside it, so a command is as quick as without. At once after what an
outsider may rely on (a gate decided, an application or a tender received, an award, an end), within a minute after
everything else. A crash between a command and its checkpoint is mended by whoever signs next.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from actions.identifiers import uuid7, uuid_text
from actions.ledger.ed25519 import verify
from actions.ledger.keys import SigningKey, ledger_key
from actions.ledger.last_head import keep_last_head, require_not_gone_back
from engine.clock_record import trusted
from engine.errors import Busy, InvalidInput, VerificationFailed
from engine.ledger.checkpoints import Checkpoint, parse_checkpoint
from engine.ledger.heads import LEDGER, HeadsBook, StreamHeadAt
from engine.ledger.merkle import Frontier
from engine.ledger.notes import Note, Signed, parse_note, signed_by
from engine.ledger.record import HeadsTaken, LedgerBegun, LedgerEvent
from storage.codec import to_draft
from storage.ledger import CheckpointRow
from storage.reading import Reading
from storage.records import RecordedBy, StoredEvent
from storage.transaction import NO_DEFINITION, Transaction

if TYPE_CHECKING:
    from actions.house import House

THE_LEDGER: Final = RecordedBy(LEDGER, LEDGER, LEDGER)
"""Who records what no person did: a name and a role that are reserved."""

EVERY: Final = timedelta(seconds=60)
"""What is not signed at once is signed within this time, while a service runs."""

_MARGIN: Final = timedelta(seconds=10)
"""Signed so much earlier: the clock wakes every five seconds, and signing takes its time."""

_TRIES: Final = 5


class NotSigned(VerificationFailed):
    """The ledger cannot be signed as it is; what was recorded stays recorded."""


@dataclass(kw_only=True)
class Book:
    """What one process remembers from one checkpoint to the next: the heads of all streams as of ``upto`` events."""

    heads: HeadsBook | None = None
    upto: int = 0
    lock: Lock = field(default_factory=Lock)


MakeTurn = Callable[[Transaction, datetime], SigningKey]
"""What a checkpoint does beside stating the heads: it records something before, and says which key signs."""

_CHANGED: Final = (
    "The newest checkpoint (of {size:,} events) was changed in the database{why} Nothing is signed on top of it."
    " `seedbed verify` tells more."
)


def sign_history(house: House) -> CheckpointRow | None:
    """Issue a checkpoint when anything was recorded since the newest, and return the newest; None for no history.

    ``KeyMissing`` when the ledger is another key's, ``StoreGoneBack`` for an older store, ``NotSigned`` for one whose
    newest checkpoint is not its own.
    """
    with house.book.lock:
        for _ in range(_TRIES):
            newest, done = _try(house, None)
            if done:
                return newest
    raise Busy("Others sign the ledger again and again; try once more.")


def sign_turn(house: House, make: MakeTurn) -> CheckpointRow:
    """Record something about the ledger itself and issue a checkpoint over it, in one transaction."""
    with house.book.lock:
        for _ in range(_TRIES):
            newest, done = _try(house, make)
            if done and newest is not None:
                return newest
    raise Busy("Others sign the ledger again and again; try once more.")


def is_due(reading: Reading, now: datetime) -> bool:
    """Whether something waits to be signed, and the newest checkpoint is nearly a minute old."""
    newest, head = reading.newest_checkpoint(), reading.head()
    if newest is None:
        return head.count > 0
    # A clock that went back is no reason to wait until it has caught up.
    return head.count > newest.size and not timedelta(0) <= now - newest.at < EVERY - _MARGIN


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """What could be cut off unnoticed now: events that no checkpoint covers, and for how long the oldest has waited."""

    size: int
    waiting: int
    open_seconds: float
    age_seconds: float | None


def window(reading: Reading, now: datetime) -> Window:
    """How much of the history no checkpoint covers; ``NotSigned`` when the newest checkpoint was changed."""
    newest, count = newest_signed(reading), reading.head().count
    size = 0 if newest is None else newest[0].size
    oldest = next(reading.all_events(size - 1), None)
    return Window(
        size=size,
        waiting=count - size,
        open_seconds=0.0 if oldest is None else max((now - oldest.at()).total_seconds(), 0.0),
        age_seconds=None if newest is None else max((now - newest[0].at).total_seconds(), 0.0),
    )


def newest_signed(reading: Reading) -> tuple[CheckpointRow, Checkpoint, Note] | None:
    """The newest checkpoint as stored, as stated and as signed; None while there is none, ``NotSigned`` if changed."""
    row = reading.newest_checkpoint()
    if row is None:
        return None
    try:
        note = parse_note(row.note)
        stated = parse_checkpoint(note.text)
        same = (stated.size, stated.root) == (row.size, row.edge().root())
    except InvalidInput as error:
        raise NotSigned(_CHANGED.format(size=row.size, why=f": {error}")) from error
    if not same:
        raise NotSigned(_CHANGED.format(size=row.size, why=": note and tree do not agree."))
    return row, stated, note


def _try(house: House, make: MakeTurn | None) -> tuple[CheckpointRow | None, bool]:
    """One attempt; not done when another process signed between the look and the transaction."""
    with house.store.reading() as reading:
        newest = newest_signed(reading)
        row = None if newest is None else newest[0]
        count = reading.head().count
        if make is None:
            if count == (0 if row is None else row.size):
                return row, True
            make = _plainly(house, reading, None if newest is None else newest[2])
        edge, heads = _caught_up(house.book, reading, Frontier() if row is None else row.edge(), count)
    house.book.heads = None  # until the commit: what is undone must not stay in the book
    with house.store.transaction() as tx:
        if tx.newest_checkpoint() != row:
            return None, False
        now = trusted(house.clock.now(), tx.clock().ahead_ms)
        key = make(tx, now)
        late = list(tx.head_changes(count))  # what others recorded since the look, and the turn itself
        signed = _signed(house, tx, key, edge.extend(one.hash for one in late), heads, late, now)
    house.book.heads, house.book.upto = heads, signed.size
    keep_last_head(house.store, house.settings, key.public.name, signed.note)
    return signed, True


def _plainly(house: House, reading: Reading, newest: Note | None) -> MakeTurn:
    """Only state the heads; before the first checkpoint the ledger says its name. Nothing on a store that went back."""
    simulated = house.store.info.mode == "demo"
    random_bytes = house.randomness.bytes if simulated else secrets.token_bytes
    key = ledger_key(house.settings, newest, random_bytes=random_bytes)
    if newest is not None and signed_by(newest, key.public, verify) is not Signed.GOOD:
        size = parse_checkpoint(newest.text).size
        raise NotSigned(_CHANGED.format(size=size, why=": its signature does not fit."))
    require_not_gone_back(house.store, reading, house.settings, key.public.name)

    def make(tx: Transaction, now: datetime) -> SigningKey:
        if newest is None:
            record(house, tx, LedgerBegun(origin=key.public.name, vkey=key.public.vkey()), now)
        return key

    return make


def _signed(  # noqa: PLR0917 - the second half of one attempt
    house: House,
    tx: Transaction,
    key: SigningKey,
    edge: Frontier,
    heads: HeadsBook,
    late: list[StreamHeadAt],
    now: datetime,
) -> CheckpointRow:
    """State the heads, add that event to the tree, and sign its root; called with the history locked."""
    for one in late:
        heads.take(one)
    event = record(house, tx, HeadsTaken(count=len(heads), root=heads.root().hex()), now)
    heads.take(StreamHeadAt(LEDGER, event.n, event.hash))
    edge = edge.add(event.hash)
    text = Checkpoint(origin=key.public.name, size=edge.size, root=edge.root()).to_text()
    note = Note(text=text, signatures=(key.sign(text),))
    row = CheckpointRow(size=edge.size, at=event.at(), note=note.to_text(), frontier=edge.to_bytes())
    tx.add_checkpoint(row)
    return row


def _caught_up(book: Book, reading: Reading, edge: Frontier, count: int) -> tuple[Frontier, HeadsBook]:
    """The tree's edge and the heads as of ``count``; without a book, or with a gap in it, heads are read anew."""
    if book.heads is None or not edge.size <= book.upto <= count:
        heads = HeadsBook(reading.heads())
        edge = edge.extend(reading.hashes(edge.size, count))
    else:
        heads = book.heads
        changes = list(reading.head_changes(edge.size, count))
        for change in changes[book.upto - edge.size :]:
            heads.take(change)
        edge = edge.extend(change.hash for change in changes)
    heads.root()  # worked out here, so that little of it is left while others wait for the lock
    return edge, heads


def record(  # noqa: PLR0917 - what happened, and where it goes
    house: House,
    tx: Transaction,
    event: LedgerEvent,
    now: datetime,
    by: RecordedBy = THE_LEDGER,
    cause: str | None = None,
) -> StoredEvent:
    """Append one event to the ledger's own stream."""
    event_id = uuid7(now, house.randomness)
    [line] = tx.append(
        LEDGER,
        [to_draft(event, event_id, by.id)],
        now=now,
        recorded_by=by,
        cause=uuid_text(event_id) if cause is None else cause,
        definition_sha256=NO_DEFINITION,
        random_bytes=house.randomness.bytes,
    )
    return line
