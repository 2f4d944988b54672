"""Whether what starts a clock lies behind already, and when that was."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from engine.definition import Definition, NamedEvent
from engine.evaluation import Context
from engine.time.local_time import local_date, start_of_day


class Beginning(NamedTuple):
    """When something happened: its event, its local day and its instant; None where that is not on record."""

    n: int
    on: date | None
    at: datetime | None


def begun(context: Context, named: NamedEvent, *, since: int = -1) -> Beginning | None:
    """The latest time that it happened, after event ``since``; None when it did not."""
    found = _latest(context, named)
    return found if found is not None and found.n > since else None


def _latest(context: Context, named: NamedEvent) -> Beginning | None:
    kind, name, outcome = named.key
    state, zone = context.state, context.definition.zone
    match kind:
        case "notice":
            notice = state.notices.get(name)
            return None if notice is None else Beginning(notice.n, notice.on, start_of_day(notice.on, zone))
        case "step":
            visit = state.visits.get(name)
            return None if visit is None else Beginning(visit.n, local_date(visit.at, zone), visit.at)
        case "decision":
            words = [word for word in state.decisions.get(name, ()) if word.outcome == outcome]
            return Beginning(words[-1].n, local_date(words[-1].at, zone), words[-1].at) if words else None
        case "submitted" | "accepted":
            papers = (one for key, one in state.artefacts.items() if key.partition("@")[0] == name)
            numbers = [one.n for one in papers if kind == "submitted" or one.status == "accepted"]
            return Beginning(max(numbers), None, None) if numbers else None
        case _:
            return _moved(context, name)


def _moved(context: Context, move: str) -> Beginning | None:
    """A partner's move: which one it was is not kept, so whoever stands where it leads has made it."""
    rule = context.definition.partners.moves[move]
    numbers = [
        one.n for one in context.state.partners.values() if one.state == rule.target and one.previous in rule.source
    ]
    return Beginning(max(numbers), None, None) if numbers else None


def wanted_by_a_gate(definition: Definition, deadline: str) -> bool:
    """Whether anything waits for a deadline, or is shut by it."""
    gates = [
        *(move.gate for move in definition.moves),
        *(move.gate for move in definition.partners.moves.values()),
        *(notice.gate for notice in definition.notices.values()),
    ]
    until = {definition.partners.entry.until, *(move.until for move in definition.partners.moves.values())}
    sealed = {paper.sealed_until for paper in definition.artefacts.values()}
    asked = {getattr(one, "deadline", None) for gate in gates for one in gate}
    return deadline in {*until, *sealed, *asked}
