"""Proofs for others: that an event is in the history, and that the history only grew since a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.errors import InvalidInput, NotFound
from engine.ledger.merkle import Tree, consistency_from
from engine.ledger.notes import Note, parse_note, parse_signature_line
from engine.ledger.proofs import EventProof, WitnessRequest
from storage.ledger import CheckpointRow
from storage.reading import Reading
from storage.records import StoredEvent

NONE_YET = "Nothing is signed yet: seedbed ledger checkpoint"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """A checkpoint with everything that was put under it."""

    size: int
    at: datetime
    note: Note
    witnesses: tuple[str, ...]


def signed_checkpoint(reading: Reading, size: int | None = None) -> Signed:
    """The checkpoint of a size, or the newest, with its cosignatures; ``NotFound`` when there is none."""
    row = reading.newest_checkpoint() if size is None else reading.checkpoint(size)
    if row is None:
        raise NotFound(NONE_YET if size is None else f"There is no checkpoint of {size:,} events: seedbed ledger list")
    return with_cosignatures(reading, row)


def with_cosignatures(reading: Reading, row: CheckpointRow) -> Signed:
    """A checkpoint as it is shown and sent: the log's signature, then those of the witnesses."""
    known = reading.cosignatures(row.size)
    lines = [parse_signature_line(one.line.removesuffix("\n")) for one in known]
    note = parse_note(row.note).with_signatures(lines)
    return Signed(size=row.size, at=row.at, note=note, witnesses=tuple(one.witness for one in known))


def prove_event(reading: Reading, stream: str, n: int, size: int | None = None) -> tuple[EventProof, StoredEvent]:
    """The proof that event n of a stream is under a checkpoint: the one of that size, or the first that covers it."""
    event = next(reading.events(stream, after_n=n - 1, upto_n=n), None)
    if event is None:
        raise NotFound(f"{stream} has no event {n}. `seedbed history {stream}` shows what there is.")
    row = reading.checkpoint_over(event.gseq) if size is None else reading.checkpoint(size)
    if row is None or row.size <= event.gseq:
        raise NotFound(f"No checkpoint covers event {n} of {stream} yet: seedbed ledger checkpoint")
    proof = Tree(reading.hashes(0, row.size)).inclusion_proof(event.gseq)
    note = with_cosignatures(reading, row).note
    return EventProof(index=event.gseq, proof=tuple(proof), note=note), event


def witness_request(reading: Reading, old: int, size: int | None = None) -> WitnessRequest:
    """What a witness is asked that last saw ``old`` events: to sign the newest checkpoint, or the one of a size."""
    signed = signed_checkpoint(reading, size)
    return WitnessRequest(old=old, proof=tuple(consistency(reading, old, signed.size)), note=signed.note)


def consistency(reading: Reading, old: int, new: int) -> list[bytes]:
    """The proof that the first ``old`` events begin the first ``new``; quick when there is a checkpoint of ``old``."""
    if old > new:
        raise InvalidInput(f"A history of {new:,} events does not go on from one of {old:,}.")
    row = reading.checkpoint(old) if old else None
    if row is None:
        return Tree(reading.hashes(0, new)).consistency_proof(old)
    return consistency_from(row.edge(), list(reading.hashes(old, new)))
