"""The record of definitions: folded, appended to, and who may write in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.house import House
from actions.identifiers import uuid7
from actions.keeping.record import now_of
from actions.queries.holders import active_roles
from actions.queries.moment import ZONE
from engine.access import require_assignment
from engine.designs import DESIGNER, DESIGNS, DesignEvent, Designs, evolve_designs
from engine.register import EVERY_PROCEDURE
from engine.time.local_time import local_date
from storage.codec import design_event, to_draft
from storage.reading import Reading
from storage.records import RecordedBy, StoredEvent
from storage.transaction import NO_DEFINITION, Transaction

__all__ = ["append", "designs_of", "now_of", "require_designer"]


def designs_of(reading: Reading) -> Designs:
    """What was proposed, published and decided, as the history has it."""
    designs = Designs()
    for line in reading.events(DESIGNS):
        designs = evolve_designs(designs, design_event(line.canon)[1])
    return designs


def append(
    house: House, tx: Transaction, events: Sequence[DesignEvent], *, now: datetime, by: RecordedBy, cause: str
) -> list[StoredEvent]:
    """Append events to the record of definitions."""
    return tx.append(
        DESIGNS,
        [to_draft(event, uuid7(now, house.randomness), by.id) for event in events],
        now=now,
        recorded_by=by,
        cause=cause,
        definition_sha256=NO_DEFINITION,
        random_bytes=house.randomness.bytes,
    )


def require_designer(reading: Reading, actor: str, now: datetime) -> None:
    """``NotAllowed`` unless the actor designs procedures for the house today."""
    today = local_date(now, ZONE)
    held = active_roles(reading.assignments(person=actor), EVERY_PROCEDURE, today)
    known = any(person.id == actor for person in reading.people())
    require_assignment(actor, DESIGNER, EVERY_PROCEDURE, held, today=today, known=known, open_=False)
