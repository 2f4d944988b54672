"""Compares the tree over all events with everything that was signed: checkpoints, heads, keys, witnesses, copies.

What a store says of itself proves nothing against whoever can rewrite it and holds its key. So what is kept outside is
compared too, and what could not be compared is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from typing import Final

from actions.ledger.ed25519 import verify as fits
from actions.verification.brought import Brought, Kept
from engine.canonical import instant_text
from engine.errors import SeedbedError
from engine.ledger.checkpoints import Checkpoint, parse_checkpoint
from engine.ledger.merkle import Frontier
from engine.ledger.notes import KeyKind, Note, NoteKey, Signed, parse_note, parse_signature_line, signed_by
from engine.ledger.record import KeyInUse, KeyRotated, LedgerEvent, keys_in_use, rotation_note
from engine.streams import LEDGER
from storage.checking.faults import Wrong
from storage.checking.segment import Cut
from storage.checking.whole import Fault
from storage.codec import ledger_event
from storage.ledger import CheckpointRow
from storage.reading import Reading

HEADS: Final = b'"type":"ledger.heads","v":1}'


@dataclass(kw_only=True, slots=True)
class LedgerCounts:
    """What was compared; ``unchecked`` says in words what could not be."""

    checkpoints: int = 0
    newest: str | None = None
    keys: int = 0
    trusted: bool = False
    cosignatures: int = 0
    outside: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)


class LedgerOnlooker:
    """Watches the history go by (``storage.checking.whole.Onlooker``) with what was signed in its hands."""

    def __init__(self, reading: Reading, brought: Brought, first: int = 0) -> None:
        """Take the checkpoints of the store above a size, and what was kept elsewhere."""
        self._reading = reading
        self._brought = brought
        self._first = first
        self._rows = reading.checkpoints(first)
        self._sizes = self._ascending(brought.kept)
        self._next = next(self._sizes, None)
        self._waiting: dict[int, list[CheckpointRow | Kept]] = {}
        self._stated: Cut | None = None
        self._keys: list[KeyInUse] | None = None
        self._cosigned_sizes = {size for size in reading.cosigned_sizes() if size > first}
        self._unknown_cosignatures = 0
        self.counts = LedgerCounts()

    def _ascending(self, kept: tuple[Kept, ...]) -> Iterator[tuple[int, CheckpointRow | Kept]]:
        own: Iterator[tuple[int, CheckpointRow | Kept]] = ((row.size, row) for row in self._rows)
        others: list[tuple[int, CheckpointRow | Kept]] = [(one.size, one) for one in kept]
        yield from merge(own, sorted(others, key=_size), key=_size)

    # -- while the history goes by -------------------------------------------------------------------------------------

    def sizes(self, first: int, last: int) -> tuple[int, ...]:
        """Return at which sizes something was signed."""
        wanted = set()
        while self._next is not None and self._next[0] <= last:
            size, signed = self._next
            if size > first:
                wanted.add(size)
                self._waiting.setdefault(size, []).append(signed)
            elif isinstance(signed, Kept) and 0 < size <= self._first:
                pass  # it lies before what is read now
            else:
                raise Wrong(f"There is a checkpoint of {size:,} events, which no ledger signs.")
            self._next = next(self._sizes, None)
        return tuple(sorted(wanted))

    def edge(self, frontier: Frontier) -> None:
        """Compare what was signed at a size with the tree at that size."""
        kept: list[Kept] = []
        gone = True
        for signed in self._waiting.pop(frontier.size, ()):
            if isinstance(signed, CheckpointRow):
                self._own(signed, frontier)
                gone = False
            else:
                kept.append(signed)
        for one in kept:
            self._outside(one, frontier)
            if gone and one.signed:
                raise Wrong(
                    f"The checkpoint of {one.size:,} events, of which {one.where} is a copy, is not in the store any"
                    " more: it was removed."
                )

    def heads(self, cut: Cut, found: tuple[int, str]) -> None:
        """Compare a statement of all heads with the heads, and let the checkpoint over it come next."""
        self._all_signed()
        if (cut.count, cut.root) != found:
            raise Fault(
                f"it states {cut.count} streams with the root {str(cut.root)[:16]}..., and there were {found[0]} with"
                f" {found[1][:16]}...: a stream was cut, added or changed.",
                (cut.gseq, LEDGER, cut.n),
            )
        self._stated = cut

    def end(self, count: int) -> None:
        """Say what is left over when the history has ended, and what could not be checked."""
        self._all_signed()
        if self._next is not None:
            size, signed = self._next
            if isinstance(signed, Kept):
                raise Wrong(
                    f"The history holds {count:,} events, and {signed.where} was signed over {size:,}: its end was cut,"
                    " or an older database was put in its place."
                )
            raise Wrong(f"There is a checkpoint of {size:,} events, and the history holds {count:,}: its end was cut.")
        if self._cosigned_sizes:
            raise Wrong(f"A witness signed the checkpoint of {min(self._cosigned_sizes):,} events, which is not there.")
        self._say_unchecked(count)

    # -- one checkpoint ------------------------------------------------------------------------------------------------

    def _own(self, row: CheckpointRow, frontier: Frontier) -> None:
        stated, note = _read(row)
        if stated.size != row.size or stated.root != frontier.root():
            raise Wrong(
                f"The checkpoint of {row.size:,} events was signed over another history: its root is"
                f" {stated.short}, and these events give {_short(frontier)}."
            )
        if row.frontier != frontier.to_bytes():
            raise Wrong(f"The checkpoint of {row.size:,} events does not keep the edge of its tree.")
        if self._stated is None or self._stated.gseq != row.size - 1:
            raise Wrong(f"The checkpoint of {row.size:,} events does not end with a statement of the heads of streams.")
        if instant_text(row.at) != self._stated.at:
            raise Wrong(f"The checkpoint of {row.size:,} events bears another time than the event that it ends with.")
        self._stated = None
        key = self._signed(stated, note, f"The checkpoint of {row.size:,} events")
        if key is None:
            raise Wrong(f"The checkpoint of {row.size:,} events is signed by none of the ledger's keys.")
        self._cosigned(row, note)
        self.counts.checkpoints += 1
        self.counts.newest = stated.short

    def _outside(self, kept: Kept, frontier: Frontier) -> None:
        stated = Checkpoint(origin="any", size=frontier.size, root=frontier.root())
        if not stated.root_text.startswith(kept.root):
            raise Wrong(
                f"The first {kept.size:,} events are not those that {kept.where} was signed over: these give"
                f" {stated.short}, and it says {kept.size}/{kept.root[:16]}. The history was rewritten since."
            )
        if kept.note is not None and self._signed(parse_checkpoint(kept.note.text), kept.note, kept.where) is None:
            self.counts.unchecked.append(f"{kept.where} is signed by a key that the ledger does not name")
        if kept.signed:
            self.counts.outside.append(f"{kept.where} ({kept.size:,} events)")

    def _signed(self, stated: Checkpoint, note: Note, what: str) -> NoteKey | None:
        """The key that signed, of those that were the ledger's at that size; ``Wrong`` for a signature that is none."""
        in_use = [one.key for one in self.keys() if one.since < stated.size and one.key.name == stated.origin]
        for key in reversed(in_use):
            match signed_by(note, key, fits):
                case Signed.GOOD if key == in_use[-1]:
                    return key
                case Signed.GOOD:
                    raise Wrong(f"{what} is signed by the key {key.key_id.hex()}, which was not the ledger's any more.")
                case Signed.BAD:
                    raise Wrong(f"{what} bears a signature of {key.name} ({key.key_id.hex()}) that is none.")
                case Signed.MISSING:
                    continue
        return None

    def _cosigned(self, row: CheckpointRow, note: Note) -> None:
        known = {f"{key.name}+{key.key_id.hex()}": key for key in self._brought.keys if key.kind is KeyKind.COSIGNATURE}
        if row.size not in self._cosigned_sizes:
            return
        self._cosigned_sizes.discard(row.size)
        for one in self._reading.cosignatures(row.size):
            what = f"The cosignature of {one.witness} under the checkpoint of {row.size:,} events"
            try:
                line = parse_signature_line(one.line.removesuffix("\n"))
            except SeedbedError as error:
                raise Wrong(f"{what} cannot be read: {error}") from error
            if f"{line.name}+{line.key_id.hex()}" != one.witness:
                raise Wrong(f"{what} is a line of {line.name} ({line.key_id.hex()}), and kept as another's.")
            key = known.get(one.witness)
            if key is None:
                self._unknown_cosignatures += 1
                continue
            if signed_by(Note(text=note.text, signatures=(line,)), key, fits) is not Signed.GOOD:
                raise Wrong(f"{what} does not fit it.")
            self.counts.cosignatures += 1

    def _all_signed(self) -> None:
        if self._stated is not None:
            raise Wrong(
                f"The heads of all streams were stated in event {self._stated.gseq}, and the checkpoint over it is not"
                " there: it was removed."
            )

    # -- keys ----------------------------------------------------------------------------------------------------------

    def keys(self) -> list[KeyInUse]:
        """Every key that has signed, as the ledger's own events have it, each rotation signed by the key before."""
        if self._keys is None:
            events = list(self._events())
            for gseq, event in events:
                if isinstance(event, KeyRotated):
                    _rotation(gseq, event)
            try:
                self._keys = keys_in_use(events)
            except SeedbedError as error:
                raise Wrong(f"The ledger's keys cannot be read: {error}") from error
            self._trust(self._keys, events)
            self.counts.keys = len(self._keys)
        return self._keys

    def _trust(self, keys: list[KeyInUse], events: list[tuple[int, LedgerEvent]]) -> None:
        """With keys that the auditor knows, every key must be one of them, or follow from one by a signed rotation."""
        given = [key for key in self._brought.keys if key.kind is KeyKind.NOTE]
        if not given:
            return
        signed = {event.new for _, event in events if isinstance(event, KeyRotated) and not event.lost}
        trusted = False
        for one in keys:
            trusted = one.key in given or (trusted and one.key.vkey() in signed)
            if not trusted:
                raise Wrong(
                    f"From event {one.since} on the ledger is signed by {one.key.vkey()}, which is none of the keys"
                    " that you know and follows from none of them."
                )
        self.counts.trusted = True

    def _events(self) -> Iterator[tuple[int, LedgerEvent]]:
        for line in self._reading.events(LEDGER):
            if line.canon.endswith(HEADS):
                continue
            try:
                yield line.gseq, ledger_event(line.canon)[1]
            except (SeedbedError, ValueError) as error:
                raise Fault(f"it is no event of the ledger ({error}).", (line.gseq, line.stream, line.n)) from error

    def _say_unchecked(self, count: int) -> None:
        counts, say = self.counts, self.counts.unchecked.append
        if not count or self._first:
            return
        if not counts.checkpoints:
            say("nothing is signed, so that whoever can write the database could have rewritten all of it")
            if any(key.kind is KeyKind.NOTE for key in self._brought.keys):
                raise Wrong("You know the ledger's key, and nothing in this store is signed with it.")
        elif not counts.trusted:
            say("the ledger's keys are those that it names itself (--key compares them with one that you know)")
        if not counts.outside:
            say("no head was kept outside the store to compare with (--checkpoint compares one that you kept)")
        if self._unknown_cosignatures:
            number = self._unknown_cosignatures
            say(f"{number} cosignature{'s are' if number > 1 else ' is'} by a witness whose key was not given (--key)")


def _size(pair: tuple[int, CheckpointRow | Kept]) -> int:
    return pair[0]


def _read(row: CheckpointRow) -> tuple[Checkpoint, Note]:
    try:
        note = parse_note(row.note)
        return parse_checkpoint(note.text), note
    except SeedbedError as error:
        raise Wrong(f"The checkpoint of {row.size:,} events cannot be read: {error}") from error


def _rotation(gseq: int, event: KeyRotated) -> None:
    """``Fault`` unless the old key (when it was at hand) and the new both signed the change."""
    place = f"The rotation of the ledger's key in event {gseq}"
    try:
        note, old, new = rotation_note(event, gseq)
    except SeedbedError as error:
        raise Wrong(f"{place} cannot be read: {error}") from error
    signers = (new,) if event.lost else (old, new)
    if any(signed_by(note, key, fits) is not Signed.GOOD for key in signers):
        raise Wrong(f"{place} is not signed by the key before and the key after.")


def _short(frontier: Frontier) -> str:
    return Checkpoint(origin="any", size=frontier.size, root=frontier.root()).short
