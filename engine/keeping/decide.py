"""The events that follow from a command about records; what a confirmation deletes is found by ``actions.keeping``."""

from __future__ import annotations

from engine.errors import InvalidInput, NotAllowed, NotFound, Refused
from engine.explanation import Explanation, blocked
from engine.keeping.commands import (
    Confirm,
    LiftHold,
    PlaceHold,
    Proposal,
    ProposeErasure,
    ProposeRedaction,
    Withdraw,
)
from engine.keeping.events import HoldLifted, HoldPlaced, WithholdingProposed, WithholdingWithdrawn
from engine.keeping.names import Ground, Kind, Status
from engine.keeping.state import Decision, Records


def propose(records: Records, command: Proposal) -> WithholdingProposed:
    """A proposal under a reference of its own; the same one twice would be confirmed twice, so it is turned away."""
    proposed = _proposed(f"w{len(records.decisions) + 1}", command)
    _require_other(proposed, command.actor)
    for known in records.decisions.values():
        if known.status is Status.PROPOSED and _same(known.proposal, proposed):
            raise InvalidInput(
                f"That is proposed already, as {known.ref} by {known.proposal.by}:"
                f" `seedbed erasure confirm {known.ref}` by somebody else carries it out."
            )
    return proposed


def _proposed(ref: str, command: Proposal) -> WithholdingProposed:
    if isinstance(command, ProposeErasure):
        return WithholdingProposed(
            decision=ref,
            what=command.kind,
            about=command.subject,
            ground=command.ground,
            by=command.actor,
            reason=command.reason,
        )
    if isinstance(command, ProposeRedaction):
        return WithholdingProposed(
            decision=ref,
            what=command.kind,
            about=command.procedure,
            ground=command.ground,
            by=command.actor,
            event=command.event,
            path=command.path,
            reason=command.reason,
            instead=command.instead,
        )
    return WithholdingProposed(
        decision=ref,
        what=command.kind,
        about=command.procedure,
        ground=Ground.RETENTION_OVER,
        by=command.actor,
        record_class=command.record_class,
        reason=command.reason,
    )


def _require_other(proposed: WithholdingProposed, actor: str) -> None:
    """Nobody decides what is erased about themselves: they ask somebody who holds the role."""
    if proposed.what == Kind.ERASURE and proposed.about == actor:
        raise NotAllowed(f"{actor} cannot decide about what is kept about {actor}: another records officer does.")


def _same(one: WithholdingProposed, other: WithholdingProposed) -> bool:
    return (one.what, one.about, one.event, one.path, one.record_class) == (
        other.what, other.about, other.event, other.path, other.record_class,
    )  # fmt: skip


def to_confirm(records: Records, command: Confirm) -> Decision:
    """The proposal that is confirmed; ``Refused`` to whoever made it: two people decide, never one."""
    decision = _open(records, command.decision)
    _require_other(decision.proposal, command.actor)
    if decision.proposal.by == command.actor:
        raise Refused(
            Explanation(
                procedure=decision.proposal.about,
                asked=f"confirm {decision.ref}",
                findings=(
                    blocked(
                        "four_eyes",
                        "A second person confirms what is withheld for good.",
                        f"{command.actor} proposed it: somebody else who holds the role records_officer confirms it",
                        next_=f"seedbed erasure confirm {decision.ref} --actor SOMEBODY_ELSE",
                        rules=("UK-REC-1",),
                    ),
                ),
            )
        )
    return decision


def withdraw(records: Records, command: Withdraw) -> WithholdingWithdrawn:
    """A proposal is taken back by whoever made it, or turned down by another."""
    decision = _open(records, command.decision)
    return WithholdingWithdrawn(decision=decision.ref, by=command.actor, reason=command.reason)


def place_hold(records: Records, command: PlaceHold) -> HoldPlaced:
    """A hold of its own; several may stand on one procedure, each for its own reason."""
    return HoldPlaced(hold=f"h{len(records.holds) + 1}", about=command.about, by=command.actor, reason=command.reason)


def lift_hold(records: Records, command: LiftHold) -> HoldLifted:
    """A hold that stands is lifted."""
    known = records.holds.get(command.hold)
    if known is None:
        raise NotFound(f"There is no hold {command.hold}. `seedbed hold list` shows what there is.")
    if known.lifted_n is not None:
        raise InvalidInput(f"The hold {command.hold} was lifted already, by {known.lifted_by}.")
    return HoldLifted(hold=command.hold, by=command.actor, reason=command.reason)


def _open(records: Records, ref: str) -> Decision:
    known = records.decisions.get(ref)
    if known is None:
        raise NotFound(f"There is no proposal {ref}. `seedbed erasure list` shows what there is.")
    if known.status is not Status.PROPOSED:
        raise InvalidInput(f"{ref} is {known.status} already, by {known.ended_by}: nothing is left to decide.")
    return known
