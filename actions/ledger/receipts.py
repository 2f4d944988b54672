"""Receipts for suppliers: a signed note that says what was received when, and that outlives whoever gave it.

It is signed by the ledger's key under a text of its own, and names the event's hash: with a proof of that event
(`seedbed ledger prove`) nobody can take the event out of the history again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from actions.house import House
from actions.ledger.checkpointing import newest_signed, sign_history
from actions.ledger.footer import footer_of
from actions.ledger.keys import ledger_key
from actions.queries.moment import known_procedure
from engine import events as e
from engine.canonical import instant_text
from engine.definition import Definition
from engine.definition.requirements import ArtefactFiled
from engine.errors import InvalidInput, NotFound
from engine.evolve import replay
from engine.ledger.notes import Note
from storage.codec import happened, history_in
from storage.reading import Reading
from storage.records import StoredEvent

HEADER: Final = "ipe-receipt-v1"
_NONE: Final = "none"


def receipt(house: House, procedure: str, n: int) -> Note:
    """The receipt for what event n of a procedure recorded; the same note however often it is asked for.

    ``InvalidInput`` when the event is about nothing that a supplier handed in, ``KeyMissing`` where the key is not.
    """
    with house.store.reading() as reading:
        known_procedure(reading, procedure)
        line = next(reading.events(procedure, after_n=n - 1, upto_n=n), None)
        if line is None:
            raise NotFound(f"{procedure} has no event {n}. `seedbed history {procedure}` shows what there is.")
        facts = _facts(house, reading, line)
        covering = reading.checkpoint_over(line.gseq)
    if covering is None:
        covering = sign_history(house)
    with house.store.reading() as reading:
        newest = newest_signed(reading)
    if covering is None or newest is None:
        raise NotFound("Nothing is signed yet: seedbed ledger checkpoint")
    key = ledger_key(house.settings, newest[2])
    lines = [HEADER, key.public.name, *(f"{name} {value}" for name, value in facts), footer_of(covering)]
    text = "\n".join(lines) + "\n"
    return Note(text=text, signatures=(key.sign(text),))


def _facts(house: House, reading: Reading, line: StoredEvent) -> list[tuple[str, str]]:
    """What was received, when, until when it was due, and in time or not; and which event says so."""
    event, at = happened(line.canon).event, line.at()
    files: list[tuple[str, str]] = []
    match event:
        case e.PartnerRegistered():
            what, received_at, due_at, on_time = "application", event.received_at, event.due_at, event.on_time
        case e.ArtefactSubmitted():
            what, received_at = f"document {event.artefact} version {event.version}", at
            due_at, on_time = _due(house, reading, line, event)
            files = [("sha256", event.sha256), ("size", str(event.size))]
        case e.PartnerMoved():
            what, received_at = f"{event.move} ({event.target})", at
            due_at, on_time = _due(house, reading, line, event)
        case _:
            raise _no_receipt(line)
    if event.partner is None:
        raise _no_receipt(line)
    return [
        ("procedure", line.stream),
        ("event", f"{line.n} (gseq {line.gseq})"),
        ("partner", event.partner),
        ("received", what),
        ("received_at", instant_text(received_at)),
        ("deadline", _NONE if due_at is None else instant_text(due_at)),
        ("on_time", _NONE if due_at is None else "yes" if on_time else "no"),
        *files,
        ("event_hash", line.hash.hex()),
    ]


def _no_receipt(line: StoredEvent) -> InvalidInput:
    kind = line.body()["type"]
    return InvalidInput(f"Event {line.n} of {line.stream} ({kind}) is no receipt of anything that a supplier sent.")


def _due(
    house: House, reading: Reading, line: StoredEvent, event: e.ArtefactSubmitted | e.PartnerMoved
) -> tuple[datetime | None, bool]:
    """The deadline that a tender or its document had to meet, as it stood then, and whether it did."""
    state = replay(history_in(reading.canon(line.stream, upto_n=line.n)), line.stream)
    definition = house.definitions.pinned(reading, state.definition)
    name = _deadline(definition, event)
    known = None if name is None else state.deadlines.get(name)
    if known is None or known.due_at is None:
        if isinstance(event, e.PartnerMoved):
            raise _no_receipt(line)
        return None, False
    return known.due_at, line.at() <= known.due_at


def _deadline(definition: Definition, event: e.ArtefactSubmitted | e.PartnerMoved) -> str | None:
    """The deadline in the definition: of the partner's move itself, or of the move that wants the document filed."""
    moves = definition.partners.moves
    if isinstance(event, e.PartnerMoved):
        return moves[event.move].until if event.move in moves else None
    wanting = (
        move.until
        for move in moves.values()
        if move.until is not None
        and any(isinstance(one, ArtefactFiled) and one.artefact == event.artefact for one in move.gate)
    )
    return next(wanting, None)
