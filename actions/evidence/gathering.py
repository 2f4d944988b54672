"""Brings together what a bundle is made from: the events of one procedure, the tree, the checkpoints, the rules."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from actions.evidence.telling import Case, Telling
from actions.house import House
from actions.queries.moment import moment_of
from actions.rules_then import course_of
from engine.errors import NotFound, VerificationFailed
from engine.events import CalendarChanged
from engine.ledger.heads import HEADS_TYPE, LEDGER, StreamHeadAt
from engine.ledger.merkle import Tree
from engine.ledger.notes import NoteKey, parse_note, parse_signature_line
from engine.ledger.record import keys_in_use
from engine.time.calendar import read_pin
from exports.bundle.evidence import EventBytes, Evidence, HeadsEvent, Rotation, Seal, SignedCheckpoint
from storage.codec import happened, ledger_event
from storage.ledger import CheckpointRow
from storage.reading import Reading

MOST_CHECKPOINTS: Final = 2_000
"""Of more than so many since a procedure was opened, those are taken that first covered an event, or are witnessed."""

_HEADS_KEY: Final = f'"type":"{HEADS_TYPE}"'.encode()
_ROTATED: Final = b',"type":"ledger.key_rotated","v":1}'

Page = Callable[[], Iterable[str]]


def case_of(house: House, reading: Reading, procedure: str, newest: CheckpointRow) -> Case:
    """A procedure as the newest checkpoint covers it; what was recorded since is not in it."""
    moment = moment_of(house, reading, procedure)
    head = _head(reading, procedure, newest.size)
    return Case(
        house=house,
        reading=reading,
        definition=moment.definition,
        state=moment.state,
        upto_n=head.n,
        now=moment.now,
    )


def gather(
    case: Case, telling: Telling, newest: CheckpointRow, *, asked: Iterable[int], seal: Seal, page: Page
) -> Evidence:
    """Everything that a bundle holds, ready to be written while the reading lasts."""
    reading, size = case.reading, newest.size
    places = [event.gseq for event in case.events()]
    opened_under, *later = course_of(case.events()).digests
    checkpoints = tuple(_with_witnesses(reading, row) for row in _chosen(reading, places, newest, asked))
    return Evidence(
        reference=case.state.procedure,
        count=len(places),
        events=lambda first=0: _events(case, first),
        tree=Tree(reading.hashes(0, size)),
        checkpoints=checkpoints,
        heads=_heads_event(reading, size),
        streams=tuple(reading.heads(below=size - 1)),
        keys=_keys(reading, checkpoints),
        rotations=tuple(_rotations(reading, size)),
        definition=reading.definition(opened_under),
        calendars=tuple(_calendars(case)),
        documents=tuple(telling.documents.values()),
        opened=tuple(telling.opened),
        kept=tuple(telling.kept),
        page=page,
        seal=seal,
        later=tuple((digest, reading.definition(digest)) for digest in sorted(later)),
    )


def _events(case: Case, first: int) -> Iterator[EventBytes]:
    for event in case.events(first):
        yield EventBytes(gseq=event.gseq, n=event.n, canon=event.canon, hash=event.hash)


def _head(reading: Reading, procedure: str, size: int) -> StreamHeadAt:
    """The newest event of a procedure below a checkpoint."""
    found = next((head for head in reading.heads(below=size - 1) if head.stream == procedure), None)
    if found is None:
        raise NotFound(f"No checkpoint covers {procedure} yet: seedbed ledger checkpoint")
    return found


def _heads_event(reading: Reading, size: int) -> HeadsEvent:
    """The event that states the heads, the last below a checkpoint."""
    line = next(iter(reading.all_events(size - 2)), None)
    if line is None or line.stream != LEDGER:
        raise VerificationFailed(
            f"The event below the checkpoint of {size} events does not state the heads: `seedbed verify` tells more."
        )
    return HeadsEvent(canon=line.canon, prev=line.prev, hash=line.hash)


def _chosen(
    reading: Reading, places: list[int], newest: CheckpointRow, asked: Iterable[int]
) -> Iterator[CheckpointRow]:
    """The checkpoints of a bundle, smallest first: all since the procedure was opened, or the telling ones of many."""
    sizes = [row.size for row in reading.checkpoints(places[0]) if row.size <= newest.size]
    wanted = set(sizes)
    if len(sizes) > MOST_CHECKPOINTS:
        first_over = {sizes[min(bisect_right(sizes, place), len(sizes) - 1)] for place in places}
        wanted = {newest.size, *first_over, *(set(reading.cosigned_sizes()) & wanted)}
    for size in asked:
        if reading.checkpoint(size) is None:
            raise NotFound(
                f"There is no checkpoint of {size} events. `seedbed ledger list` shows those that there are."
            )
        wanted.add(size)
    for size in sorted(wanted):
        row = reading.checkpoint(size)
        if row is not None:
            yield row


def _with_witnesses(reading: Reading, row: CheckpointRow) -> SignedCheckpoint:
    lines = [parse_signature_line(known.line.rstrip("\n")) for known in reading.cosignatures(row.size)]
    note = parse_note(row.note).with_signatures(lines)
    return SignedCheckpoint(size=row.size, note=note.to_text())


def _keys(reading: Reading, checkpoints: Iterable[SignedCheckpoint]) -> tuple[NoteKey, ...]:
    """The keys of the ledger that signed any of these, as its own record names them."""
    used = {(line.name, line.key_id) for checkpoint in checkpoints for line in parse_note(checkpoint.note).signatures}
    said = (line for line in reading.events(LEDGER) if _HEADS_KEY not in line.canon)
    known = keys_in_use((line.gseq, ledger_event(line.canon)[1]) for line in said)
    found = {one.key.key_id: one.key for one in known if (one.key.name, one.key.key_id) in used}
    return tuple(found.values())


def _rotations(reading: Reading, size: int) -> Iterator[Rotation]:
    """Every change of the key below a checkpoint: whoever holds only an old key follows them to the newest."""
    for line in reading.events(LEDGER):
        if line.gseq < size and line.canon.endswith(_ROTATED):
            yield Rotation(gseq=line.gseq, canon=line.canon, prev=line.prev, hash=line.hash)


def _calendars(case: Case) -> Iterator[Mapping[str, Any]]:
    """Every calendar that an event names, as the house holds it."""
    pins = {case.state.calendar}
    for event in case.events():
        if b'"calendar":"' in event.canon:
            fact = happened(event.canon).event
            pins |= {pin for pin in (getattr(fact, "calendar", None),) if isinstance(pin, str)}
            pins |= {fact.was} if isinstance(fact, CalendarChanged) else set()
    shelf = case.house.shelf
    for pin in sorted(pins, key=read_pin):
        case.house.pinned_calendar(pin)  # refuses another content under the same version
        wanted = read_pin(pin)
        data = shelf.load(wanted.name, version=wanted.version)
        yield {
            "first_on": data.first_on.isoformat(),
            "holidays": [{"on": day.on.isoformat(), "parts": list(day.parts), "why": day.why} for day in data.holidays],
            "last_on": data.last_on.isoformat(),
            "name": data.name,
            "sha256": data.sha256,
            "source": data.source,
            "version": data.version,
        }
