"""What is held and what was decided: the stream of records, folded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import assert_never

from engine.keeping.events import (
    HoldLifted,
    HoldPlaced,
    KeepingEvent,
    RecordsWithheld,
    WithholdingConfirmed,
    WithholdingDone,
    WithholdingProposed,
    WithholdingWithdrawn,
)
from engine.keeping.names import Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A proposal and what became of it; ``n`` is its event, ``confirmed_n`` and ``done_n`` those that followed."""

    ref: str
    proposal: WithholdingProposed
    n: int
    status: Status = Status.PROPOSED
    ended_by: str | None = None
    confirmed: WithholdingConfirmed | None = None
    confirmed_n: int | None = None
    done_n: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """A hold on a procedure or a subject; ``lifted_n`` is the event that ended it."""

    ref: str
    about: str
    by: str
    n: int
    lifted_n: int | None = None
    lifted_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """Every decision and every hold, by reference, in the order in which they were made."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)

    def held(self, *abouts: str) -> tuple[Hold, ...]:
        """The holds that stand on any of these."""
        return tuple(one for one in self.holds.values() if one.lifted_n is None and one.about in abouts)

    def erased(self) -> frozenset[str]:
        """Everybody whose erasure was confirmed."""
        return frozenset(
            one.proposal.about
            for one in self.decisions.values()
            if one.confirmed is not None and one.proposal.what == "erasure"
        )


def evolve_records(records: Records, event: KeepingEvent, n: int) -> Records:
    """The records after one more event."""
    match event:
        case HoldPlaced():
            placed = Hold(ref=event.hold, about=event.about, by=event.by, n=n)
            return replace(records, holds={**records.holds, event.hold: placed})
        case HoldLifted():
            lifted = replace(records.holds[event.hold], lifted_n=n, lifted_by=event.by)
            return replace(records, holds={**records.holds, event.hold: lifted})
        case RecordsWithheld():
            return records
        case WithholdingProposed():
            decision = Decision(ref=event.decision, proposal=event, n=n)
        case WithholdingWithdrawn():
            decision = replace(records.decisions[event.decision], status=Status.WITHDRAWN, ended_by=event.by)
        case WithholdingConfirmed():
            decision = replace(
                records.decisions[event.decision],
                status=Status.CONFIRMED,
                ended_by=event.by,
                confirmed=event,
                confirmed_n=n,
            )
        case WithholdingDone():
            decision = replace(records.decisions[event.decision], status=Status.DONE, done_n=n)
        case _:
            assert_never(event)
    return replace(records, decisions={**records.decisions, event.decision: decision})
