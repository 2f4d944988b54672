"""Proposals, holds and what takes them back: each a plain command to the stream of records, exactly once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.house import House
from actions.keeping.answering import first_answer, keep_answer
from actions.keeping.plan import Plan, plan_of
from actions.keeping.record import append, now_of, records_of, require_officer
from actions.queries.moment import ZONE, known_procedure
from engine import keeping as k
from engine.commands import is_reference
from engine.errors import Refused
from engine.explanation import Explanation, blocked
from engine.register import EVERY_PROCEDURE
from engine.time.local_time import local_date
from storage.reading import Reading
from storage.records import RecordedBy

SCHEMA = "seedbed/records-answer/1"

Simple = k.Proposal | k.Withdraw | k.PlaceHold | k.LiftHold


def change_records(
    house: House, command: Simple, *, request_id: str, auth: str = "claim", dry_run: bool = False
) -> dict[str, Any]:
    """Carry out a command that deletes nothing: a proposal, taking one back, placing or lifting a hold.

    ``NotAllowed`` for whoever is no records officer, ``Refused`` when nothing of what is proposed may go.
    """
    with house.store.transaction() as tx:
        first = first_answer(tx, command, request_id)
        if first is not None:
            return first
        now, records = now_of(house, tx), records_of(tx)
        require_officer(tx, command.actor, _scope(records, command), now)
        event = _decided(records, command)
        if isinstance(event, k.WithholdingProposed):
            plan = plan_of(house, tx, records, event, local_date(now, ZONE), instead=event.instead is not None)
            require_something(plan)
        if isinstance(event, k.HoldPlaced) and is_reference(event.about):
            known_procedure(tx, event.about)
        answer = _answer(event, request_id, dry_run=dry_run)
        if not dry_run:
            by = RecordedBy(id=command.actor, role=k.RECORDS_OFFICER, auth=auth)
            stored = append(house, tx, [event], now=now, by=by, cause=request_id)
            keep_answer(tx, command, request_id, answer, stored)
    return answer


def preview(house: House, reading: Reading, command: k.Proposal) -> Plan:
    """What a proposal would take away and what has to stay, if it were confirmed now."""
    records = records_of(reading)
    proposed = k.propose(k.Records(), command)
    today = local_date(now_of(house, reading), ZONE)
    return plan_of(house, reading, records, proposed, today, instead=proposed.instead is not None)


def require_something(plan: Plan) -> None:
    """``Refused`` with every reason when nothing of what is asked for may go."""
    if plan.goes or (not plan.verdicts and plan.proposal.what == k.Kind.ERASURE):
        return
    reasons = dict.fromkeys(verdict.why for verdict in plan.stays)
    rules = tuple(dict.fromkeys(rule for verdict in plan.stays for rule in verdict.rules))
    redaction = plan.proposal.what == k.Kind.REDACTION and not any(verdict.held for verdict in plan.stays)
    next_ = 'say --instead "what is to stand in its place", so that the decision stays explained' if redaction else None
    findings = tuple(
        blocked(f"kept_{number}", "Nothing keeps it.", why, next_=next_, rules=rules)
        for number, why in enumerate(reasons, 1)
    )
    nothing = blocked("nothing_there", "Something is disclosed.", "nothing of it is disclosed any more")
    asked = f"withhold that ({plan.proposal.what})"
    raise Refused(Explanation(procedure=plan.proposal.about, asked=asked, findings=findings or (nothing,)))


def _scope(records: k.Records, command: Simple) -> str:
    """The procedure on which the role has to be held; what concerns a person concerns all of them."""
    match command:
        case k.ProposeRedaction() | k.ProposePurge():
            return command.procedure
        case k.PlaceHold():
            return command.about if is_reference(command.about) else EVERY_PROCEDURE
        case k.Withdraw():
            return scope_of(records, command.decision)
        case k.LiftHold():
            known = records.holds.get(command.hold)
            return known.about if known is not None and is_reference(known.about) else EVERY_PROCEDURE
        case _:
            return EVERY_PROCEDURE


def scope_of(records: k.Records, ref: str) -> str:
    """The procedure that a proposal is about, or all of them."""
    known = records.decisions.get(ref)
    about = EVERY_PROCEDURE if known is None else known.proposal.about
    return about if is_reference(about) else EVERY_PROCEDURE


_DECIDE: dict[type[k.KeepingCommand], Callable[[k.Records, Any], k.KeepingEvent]] = {
    k.ProposeRedaction: k.propose,
    k.ProposeErasure: k.propose,
    k.ProposePurge: k.propose,
    k.Withdraw: k.withdraw,
    k.PlaceHold: k.place_hold,
    k.LiftHold: k.lift_hold,
}


def _decided(records: k.Records, command: Simple) -> k.KeepingEvent:
    return _DECIDE[type(command)](records, command)


def _answer(event: k.KeepingEvent, request_id: str, *, dry_run: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "request_id": request_id,
        "did": type(event).__name__,
        "decision": getattr(event, "decision", None),
        "hold": getattr(event, "hold", None),
        "about": getattr(event, "about", None),
        "repeated": False,
        "dry_run": dry_run,
    }
