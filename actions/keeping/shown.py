"""A plan as it is seen before anybody decides: what goes, what stays and why, and what nobody can recall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from actions.house import House
from actions.keeping.beside import beside
from actions.keeping.plan import Plan, Verdict
from storage.reading import Reading

FOR_GOOD = "It cannot be undone: nobody, not even the maker of this program, can bring a withheld value back."


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceSeen:
    """One place of a plan; never the value."""

    stream: str
    event: int
    path: str
    type: str
    record_class: str
    why: str
    rules: tuple[str, ...]
    until: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanSeen:
    """What would happen if it were confirmed now; ``messages``, ``drafts`` and ``feeds`` count what goes beside it."""

    what: str
    about: str
    ground: str
    goes: tuple[PlaceSeen, ...]
    stays: tuple[PlaceSeen, ...]
    messages: int
    drafts: int
    feeds: int
    copies: tuple[str, ...]
    warning: str = FOR_GOOD


def plan_seen(house: House, reading: Reading, plan: Plan) -> PlanSeen:
    """The whole of a plan, with what lies beside the history."""
    around = beside(house, reading, plan)
    return PlanSeen(
        what=plan.proposal.what,
        about=plan.proposal.about,
        ground=plan.proposal.ground,
        goes=tuple(_seen(one) for one in plan.verdicts if one.goes),
        stays=tuple(_seen(one) for one in plan.stays),
        messages=len(around.messages),
        drafts=len(around.drafts),
        feeds=len(around.feeds),
        copies=around.copies,
    )


def _seen(verdict: Verdict) -> PlaceSeen:
    item = verdict.item
    return PlaceSeen(
        stream=item.stream,
        event=item.n,
        path=item.path,
        type=item.type,
        record_class=item.record_class,
        why=verdict.why,
        rules=verdict.rules,
        until=verdict.until,
    )
