"""A claim that is notified: whether it stops the procedure by itself follows from when, and from nothing else."""

from __future__ import annotations

from datetime import datetime

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.decide.standing_still import stop
from engine.evaluation import Context
from engine.evaluation.timing import Side, needs_ruling, side_of
from engine.time.local_time import local_date


def record_claim(context: Context, command: c.RecordClaim) -> tuple[e.Event, ...]:
    """UK-SS-3: issued and notified in the standstill, it suspends by itself; a late one does not, whatever it says."""
    state = context.state
    require_role(context, command, context.definition.powers.suspend, "record a claim")
    if command.partner is not None:
        require_known(state.partners, command.partner, "partner")
    reasons = Reasons(context, f"record the claim {command.claim}")
    known = state.claims.get(command.claim)
    why = f"it is on record (event {known.n})" if known else ""
    reasons.need(known is None, "once", "A claim is recorded once.", why)
    notified = command.notified_at <= context.now
    reasons.need(notified, "notified", "It was notified.", "the notification lies ahead", rules=("UK-SS-3",))
    issued = command.issued_at is None or command.issued_at <= context.now
    reasons.need(issued, "issued", "It was issued.", "the day of issue lies ahead", rules=("UK-SS-3",))
    sides = [_side(context, command.claim, at) for at in (command.notified_at, command.issued_at) if at is not None]
    name = context.definition.standstill_deadline
    if Side.UNCLEAR in sides and Side.LATE not in sides and name is not None:
        at = command.notified_at if sides[0] is Side.UNCLEAR else command.issued_at
        reasons.add([needs_ruling(context, name, command.claim, at, rules=("UK-SS-3",))])
    reasons.settle()
    both = command.issued_at is not None and all(side is Side.IN_TIME for side in sides)
    automatic = both and state.suspended is None and state.ended is None
    said = e.ClaimNotified(
        claim=command.claim,
        notified_at=command.notified_at,
        issued_at=command.issued_at,
        partner=command.partner,
        automatic=automatic,
        reason=command.reason,
    )
    if not automatic:
        return (said,)
    suspended = e.ProcedureSuspended(basis="automatic", notified_at=command.notified_at, reason=command.reason)
    return (said, suspended, *stop(context, "suspended"))


def _side(context: Context, claim: str, at: datetime) -> Side:
    """In time: in the standstill, from its first day to its last moment; before it and without one it is late."""
    known = context.state.deadlines.get(context.definition.standstill_deadline or "")
    if known is None or not known.started or local_date(at, context.definition.zone) < known.starts_on:
        return Side.LATE
    return side_of(context, known, claim, at)
