"""The log of exports: who took what out of the house, and when. Nothing leaves before that is on record.

Whoever writes a file makes it whole first, then records its digest here, and only then hands it over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from actions.house import House
from actions.identifiers import uuid7, uuid_text
from actions.queries.holders import active_roles
from actions.queries.moment import ZONE, known_procedure, present_of
from engine.access import AUDITOR
from engine.clock_record import trusted
from engine.commands import PersonId, ProcedureRef, Sha256
from engine.definition.words import Name
from engine.errors import InvalidInput, NotAllowed, UnknownPerson
from engine.export_log import AUDIT, EVERYTHING, ExportMade
from engine.time.local_time import local_date
from storage.codec import audit_event, to_draft
from storage.reading import Reading
from storage.records import Answered, RecordedBy, StoredEvent
from storage.transaction import NO_DEFINITION, Transaction

What = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,62}$")]
"""A kind of export, such as ``bundle`` or ``report.html``."""


class RecordExport(BaseModel):
    """What is put on record about one export; ``procedure`` is ``*`` for an export of the whole house."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: PersonId
    role: Name
    procedure: ProcedureRef | Literal["*"]
    what: What
    sha256: Sha256
    upto_n: int | None = Field(default=None, ge=0)
    withheld: int = Field(default=0, ge=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """The place of an export in its log; ``repeated`` when its request id was known already."""

    n: int
    gseq: int
    at: datetime
    request_id: str
    repeated: bool = False


def record_export(
    house: House,
    *,
    actor: str,
    role: str,
    procedure: str,
    what: str,
    sha256: str,
    request_id: str | None = None,
    upto_n: int | None = None,
    withheld: int = 0,
    auth: str = "claim",
) -> Recorded:
    """Put an export on record, exactly once for each request id; call it before the bytes are handed over.

    ``NotAllowed`` unless the actor holds the role and the role may export, ``NotFound`` for an unknown procedure,
    ``InvalidInput`` when the request id was used for something else.
    """
    asked = RecordExport(
        actor=actor, role=role, procedure=procedure, what=what, sha256=sha256, upto_n=upto_n, withheld=withheld
    )
    with house.store.transaction() as tx:
        request_id = request_id or uuid_text(uuid7(house.clock.now(), house.randomness))
        body = hashlib.sha256(asked.model_dump_json().encode()).hexdigest()
        first = tx.answer(request_id)
        if first is not None:
            return _repeated(asked, first, body)
        exporting_role(house, tx, actor=actor, role=role, procedure=procedure)
        line = _append(house, tx, asked, request_id, auth)
        tx.remember(
            key=request_id,
            actor=actor,
            body_sha256=body,
            response=orjson.dumps({"schema": "seedbed/export-recorded/1", "n": line.n, "gseq": line.gseq}),
            gseq_from=line.gseq,
            gseq_to=line.gseq,
            at=line.at(),
        )
    return Recorded(n=line.n, gseq=line.gseq, at=line.at(), request_id=request_id)


def exporting_role(house: House, reading: Reading, *, actor: str, procedure: str, role: str | None = None) -> str:
    """The role in which somebody may take out copies of a procedure (``*``: of everything); ask before making one.

    The auditor first, else the first role of theirs that the definition names for it. ``NotAllowed`` says who may.
    """
    may = _may_export(house, reading, procedure)
    today = local_date(_now(house, reading), ZONE)
    held = active_roles(reading.assignments(person=actor), procedure, today)
    fits = [known for known in may if known in held and role in (None, known)]
    if fits:
        return fits[0]
    whom = f"{procedure} out" if procedure != EVERYTHING else "everything out"
    known = any(person.id == actor for person in reading.people())
    turned_away = NotAllowed if known else UnknownPerson
    holds = f"holds {', '.join(sorted(held))}" if held else "holds no role there today"
    raise turned_away(
        f"{actor} may not take {whom}: that is for {' or '.join(may)}, and {actor} {holds}. An administrator can assign"
        f" it: seedbed people assign {actor} --role {may[0]}"
        f" --procedure {'all' if procedure == EVERYTHING else procedure} --from {today.isoformat()}"
    )


def exports_of(reading: Reading, procedure: str | None = None) -> Iterator[tuple[StoredEvent, ExportMade]]:
    """Every export on record, oldest first: those of one procedure (exports of everything included), or all."""
    for line in reading.events(AUDIT):
        _, event = audit_event(line.canon)
        if procedure is None or event.procedure in (procedure, EVERYTHING):
            yield line, event


def _may_export(house: House, reading: Reading, procedure: str) -> tuple[str, ...]:
    if procedure == EVERYTHING:
        return (AUDITOR,)
    powers = house.definitions.pinned(reading, known_procedure(reading, procedure).definition).powers
    return (AUDITOR, *(role for role in powers.export or powers.open if role != AUDITOR))


def _now(house: House, reading: Reading) -> datetime:
    """The trusted time, never before the newest event."""
    now, last_at = trusted(present_of(house, reading), reading.clock().ahead_ms), reading.head().last_at
    return now if last_at is None else max(now, last_at)


def _append(house: House, tx: Transaction, asked: RecordExport, request_id: str, auth: str) -> StoredEvent:
    now = _now(house, tx)
    event = ExportMade(
        by=asked.actor,
        procedure=asked.procedure,
        what=asked.what,
        sha256=asked.sha256,
        upto_n=asked.upto_n,
        withheld=asked.withheld,
    )
    [line] = tx.append(
        AUDIT,
        [to_draft(event, uuid7(now, house.randomness), asked.actor)],
        now=now,
        recorded_by=RecordedBy(id=asked.actor, role=asked.role, auth=auth),
        cause=request_id,
        definition_sha256=NO_DEFINITION,
        random_bytes=house.randomness.bytes,
    )
    return line


def _repeated(asked: RecordExport, first: Answered, body: str) -> Recorded:
    if (first.actor, first.body_sha256) != (asked.actor, body):
        raise InvalidInput(f"The request id {first.key} was used for another command.")
    kept: dict[str, Any] = orjson.loads(first.response)
    return Recorded(n=kept["n"], gseq=kept["gseq"], at=first.at, request_id=first.key, repeated=True)
