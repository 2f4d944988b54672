"""The register of people: added, assigned, ended; the same path as procedures, in a stream of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson

from actions.feed_tokens import new_feed
from actions.house import House
from actions.identifiers import uuid7
from actions.reminders.planning import naming
from engine import register as r
from engine.clock_record import trusted
from engine.errors import InvalidInput, NotFound
from engine.time.local_time import local_date
from storage.codec import register_event, to_draft
from storage.reading import Reading
from storage.records import AssignmentRow, PersonRow, RecordedBy, StoredEvent
from storage.transaction import NO_DEFINITION, Transaction

ZONE = "Europe/London"
"""Assignments begin and end on local days of the authority."""


def change_register(
    house: House, command: r.RegisterCommand, *, request_id: str, auth: str = "claim", dry_run: bool = False
) -> dict[str, Any]:
    """Carry out one command to the register, exactly once; returns what was recorded."""
    with house.store.transaction() as tx:
        body = hashlib.sha256(command.model_dump_json().encode()).hexdigest()
        first = tx.answer(request_id)
        if first is not None:
            if (first.actor, first.body_sha256) != (command.actor, body):
                raise InvalidInput(f"The request id {request_id} was used for another command.")
            return {**orjson.loads(first.response), "repeated": True}
        register = register_of(tx)
        clock, last_at = trusted(house.clock.now(), tx.clock().ahead_ms), tx.head().last_at
        now = clock if last_at is None or clock > last_at else last_at
        feed = new_feed(house, command.actor, request_id) if isinstance(command, r.RenewFeed) else None
        events = r.decide_register(register, command, local_date(now, ZONE), feed=feed)
        answer: dict[str, Any] = {
            "schema": "seedbed/register-answer/1",
            "request_id": request_id,
            "events": [_public(event, register) for event in events],
            "repeated": False,
            "dry_run": dry_run,
        }
        if dry_run:
            return answer
        stored = tx.append(
            r.REGISTER,
            [to_draft(event, uuid7(now, house.randomness), command.actor) for event in events],
            now=now,
            recorded_by=RecordedBy(id=command.actor, role=r.ADMIN, auth=auth),
            cause=request_id,
            definition_sha256=NO_DEFINITION,
            random_bytes=house.randomness.bytes,
        )
        project_register(tx, register, zip(events, stored, strict=True))
        named = (naming(event, line.n, now) for event, line in zip(events, stored, strict=True))
        tx.plan_reminders([row for row in named if row is not None])
        tx.remember(
            key=request_id,
            actor=command.actor,
            body_sha256=body,
            response=orjson.dumps(answer),
            gseq_from=stored[0].gseq,
            gseq_to=stored[-1].gseq,
            at=now,
        )
    return answer


def _public(event: r.RegisterEvent, before: r.Register) -> dict[str, Any]:
    draft = to_draft(event, bytes(16), "")
    more = {"replaces": event.person in before.feeds} if isinstance(event, r.FeedRenewed) else {}
    return {"event": type(event).__name__, **draft.data, **more}


def register_of(reading: Reading) -> r.Register:
    """The register as its history has it."""
    register = r.Register()
    for line in reading.events(r.REGISTER):
        n, event = register_event(line.canon)
        register = r.evolve_register(register, event, n)
    return register


def project_register(
    tx: Transaction, register: r.Register, recorded: Iterable[tuple[r.RegisterEvent, StoredEvent]]
) -> r.Register:
    """Write the rows that answer quickly who may do what; returns the register after these events."""
    for event, line in recorded:
        register = r.evolve_register(register, event, line.n)
        if isinstance(event, r.PersonAdded):
            tx.save_person(PersonRow(id=event.person, registered_n=line.n))
        elif isinstance(event, r.RoleAssigned | r.AssignmentEnded | r.RoleDelegated):
            reference = event.delegation if isinstance(event, r.RoleDelegated) else event.assignment
            if reference not in register.deputies:  # who stands by for a role does not hold it
                tx.save_assignment(_row_of(register, reference))
    return register


def _row_of(register: r.Register, reference: str) -> AssignmentRow:
    known = register.given(reference)
    if known is None:
        raise NotFound(f"There is no assignment {reference}.")
    return AssignmentRow(
        id=reference,
        person=known.person,
        procedure=known.procedure,
        role=known.role,
        from_on=known.from_on,
        to_on=known.to_on,
    )


def names_of(reading: Reading) -> dict[str, dict[str, str]]:
    """What is disclosed about each person: ``name`` and ``email``; an erased one is missing."""
    found: dict[str, dict[str, str]] = {}
    disclosed = reading.disclosures(r.REGISTER)
    for line in reading.events(r.REGISTER):
        _, event = register_event(line.canon)
        if isinstance(event, r.PersonAdded):
            values = {
                key: str(disclosed[(line.hash, f"data.{key}")])
                for key in ("name", "email")
                if (line.hash, f"data.{key}") in disclosed
            }
            found[event.person] = values
    return found


def person_named(reading: Reading, given: str) -> str:
    """The pseudonym of a person given by pseudonym or e-mail address."""
    people = names_of(reading)
    if given in people:
        return given
    matches = [person for person, known in people.items() if known.get("email") == given]
    if len(matches) == 1:
        return matches[0]
    raise NotFound(f"{given} is not in the register of people. `seedbed people list` shows who is.")
