"""The second person confirms: values deleted, the history told, messages blanked, all in one transaction.

What lies outside the database follows by ``actions.keeping.scrub``, which can be cut off anywhere and begun again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from actions.house import House
from actions.identifiers import uuid7
from actions.keeping.answering import first_answer, keep_answer
from actions.keeping.beside import Beside, beside
from actions.keeping.commands import SCHEMA, require_something, scope_of
from actions.keeping.plan import Item, Plan, plan_of
from actions.keeping.record import append, now_of, records_of, require_officer
from actions.people import project_register, register_of
from actions.projection import procedure_row
from actions.queries.moment import ZONE
from engine import events as e
from engine import keeping as k
from engine import register as r
from engine.evolve import evolve
from engine.state import State
from engine.streams import RESERVED_STREAMS
from engine.time.local_time import local_date
from storage import erasing
from storage.codec import to_draft
from storage.records import RecordedBy, StoredEvent
from storage.transaction import NO_DEFINITION, Transaction

MOST_PLACES: Final = 400
"""So many places fit into one event (64 KiB), whatever they are called."""


def confirm(
    house: House, command: k.Confirm, *, request_id: str, auth: str = "claim", dry_run: bool = False
) -> dict[str, Any]:
    """Delete what a proposal is about, as far as nothing keeps it, exactly once; it cannot be undone.

    ``Refused`` to whoever proposed it, or when everything has to stay; ``NotAllowed`` for whoever is no officer.
    """
    kept: list[tuple[StoredEvent, State]] = []
    with house.store.transaction() as tx:
        first = first_answer(tx, command, request_id)
        if first is not None:
            return first
        now, records = now_of(house, tx), records_of(tx)
        require_officer(tx, command.actor, scope_of(records, command.decision), now)
        decision = k.to_confirm(records, command)
        instead = _instead(tx, decision)
        plan = plan_of(house, tx, records, decision.proposal, local_date(now, ZONE), instead=instead is not None)
        require_something(plan)
        around = beside(house, tx, plan)
        answer = _answer(decision, plan, around, request_id, dry_run=dry_run)
        if not dry_run:
            by = RecordedBy(id=command.actor, role=k.RECORDS_OFFICER, auth=auth)
            deed = _Deed(
                house=house, tx=tx, decision=decision, plan=plan, around=around, instead=instead, now=now, by=by,
                cause=request_id,
            )  # fmt: skip
            stored = _write(deed, kept)
            keep_answer(tx, command, request_id, answer, stored)
    for line, state in kept:
        house.states.keep(line.hash, state)
    return answer


@dataclass(frozen=True, kw_only=True, slots=True)
class _Deed:
    """What one confirmation needs in each of its parts."""

    house: House
    tx: Transaction
    decision: k.Decision
    plan: Plan
    around: Beside
    instead: str | None
    now: datetime
    by: RecordedBy
    cause: str


def _write(deed: _Deed, kept: list[tuple[StoredEvent, State]]) -> list[StoredEvent]:
    """The events first, then what they say: both are committed, or neither."""
    tx, goes = deed.tx, deed.plan.goes
    stored = append(deed.house, tx, [_confirmed(deed), *_of_records(deed)], now=deed.now, by=deed.by, cause=deed.cause)
    for stream in dict.fromkeys(item.stream for item in goes if item.stream not in RESERVED_STREAMS):
        stored += _into_procedure(deed, stream, [item for item in goes if item.stream == stream], kept)
    if deed.around.feeds:
        stored += _end_feeds(deed)
    tx.delete_places(item.place for item in goes if item.place is not None)
    tx.blank_messages(deed.around.messages, deed.now)
    for person in deed.around.persons:
        tx.forget_deliveries(person)
    for digest in (*_digests(goes), *deed.around.drafts):
        tx.mark_artefact(digest, "withheld")
    return stored


def _confirmed(deed: _Deed) -> k.WithholdingConfirmed:
    goes = deed.plan.goes
    return k.WithholdingConfirmed(
        decision=deed.decision.ref,
        by=deed.by.id,
        values=sum(1 for item in goes if item.place is not None),
        documents=sum(1 for item in goes if item.sha256 is not None),
        stays=len(deed.plan.stays),
        streams=list(dict.fromkeys(item.stream for item in goes)),
        persons=list(deed.around.persons),
        partners=list(deed.around.partners),
        files=list(dict.fromkeys((*_digests(goes), *deed.around.drafts))),
    )


def _digests(items: Iterable[Item]) -> Iterator[str]:
    yield from dict.fromkeys(item.sha256 for item in items if item.sha256 is not None)


def _of_records(deed: _Deed) -> Iterator[k.RecordsWithheld]:
    """What goes from streams that are no procedures'."""
    places = [(one.stream, one.n, one.path) for one in deed.plan.goes if one.stream in RESERVED_STREAMS]
    for some in _in_parts(places):
        yield k.RecordsWithheld(
            decision=deed.decision.ref,
            ground=deed.decision.proposal.ground,
            places=some,
            proposed_by=deed.decision.proposal.by,
            by=deed.by.id,
        )


def _in_parts(places: list[Any]) -> Iterator[list[Any]]:
    rest = iter(places)
    while some := list(islice(rest, MOST_PLACES)):
        yield some


def _into_procedure(
    deed: _Deed, stream: str, items: list[Item], kept: list[tuple[StoredEvent, State]]
) -> list[StoredEvent]:
    """Say in a procedure's own history what is withheld of it, so that whoever holds that alone can see it."""
    house, tx = deed.house, deed.tx
    row = tx.procedure(stream)
    assert row is not None  # noqa: S101 - its values were found in its stream
    state = house.states.of(row)
    events = [
        e.ValuesWithheld(
            decision=deed.decision.ref,
            ground=deed.decision.proposal.ground,
            places=some,
            proposed_by=deed.decision.proposal.by,
            by=deed.by.id,
            instead=deed.instead,
        )
        for some in _in_parts([(item.n, item.path) for item in items])
    ]
    stored = tx.append(
        stream,
        [to_draft(event, uuid7(deed.now, house.randomness), deed.by.id) for event in events],
        now=deed.now,
        recorded_by=deed.by,
        cause=deed.cause,
        definition_sha256=state.definition,
        random_bytes=house.randomness.bytes,
    )
    for event, line in zip(events, stored, strict=True):
        state = evolve(state, e.Happened(line.n, line.at(), event))
    tx.save_procedure(procedure_row(state, stored[-1].hash, stored[-1].at(), deed.by.id))
    kept.append((stored[-1], state))
    return stored


def _end_feeds(deed: _Deed) -> list[StoredEvent]:
    """The calendar feeds of those who are erased stop working."""
    events = [r.FeedRevoked(person=person) for person in deed.around.feeds]
    register = register_of(deed.tx)
    stored = deed.tx.append(
        r.REGISTER,
        [to_draft(event, uuid7(deed.now, deed.house.randomness), deed.by.id) for event in events],
        now=deed.now,
        recorded_by=deed.by,
        cause=deed.cause,
        definition_sha256=NO_DEFINITION,
        random_bytes=deed.house.randomness.bytes,
    )
    project_register(deed.tx, register, zip(events, stored, strict=True))
    return stored


def _instead(tx: Transaction, decision: k.Decision) -> str | None:
    """What the proposal wants to stand in the place, read from its own disclosure."""
    for place in erasing.in_stream(tx, k.RECORDS, decision.n):
        if place.path == "data.instead":
            value = erasing.value_at(tx, place)
            return value if isinstance(value, str) else None
    return None


def _answer(decision: k.Decision, plan: Plan, around: Beside, request_id: str, *, dry_run: bool) -> dict[str, Any]:
    goes = plan.goes
    return {
        "schema": SCHEMA,
        "request_id": request_id,
        "did": "WithholdingConfirmed",
        "decision": decision.ref,
        "hold": None,
        "about": decision.proposal.about,
        "values": sum(1 for item in goes if item.place is not None),
        "documents": sum(1 for item in goes if item.sha256 is not None),
        "stays": len(plan.stays),
        "messages": len(around.messages),
        "copies": list(around.copies),
        "repeated": False,
        "dry_run": dry_run,
    }
