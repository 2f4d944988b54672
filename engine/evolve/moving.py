"""Another definition under a running procedure: what is called otherwise now, and everything as it was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from engine import events as e
from engine.state import Moved, State, Visit

Value = TypeVar("Value")


def moved(s: State, v: e.ProcedureMoved, n: int, at: datetime) -> None:
    """Names first, so that the events about deadlines that follow find them by their new ones."""
    before = _before(s, v, n)
    names = of_kinds(v.names)
    rename(s, names)
    visits = {**names.get("step", {}), **names.get("stage", {})}
    known = s.visits.get(s.stage)
    s.visits.update(_merged(s.visits, visits))
    if v.stage not in s.visits and known is not None:
        s.visits[v.stage] = known
    states = names.get("partner_state", {})
    for ref, partner in s.partners.items():
        s.partners[ref] = partner._replace(
            state=states.get(partner.state, partner.state),
            previous=None if partner.previous is None else states.get(partner.previous, partner.previous),
        )
    for name in v.waivers:
        s.waivers.pop(name, None)
    s.__dict__.update(
        definition=v.definition,
        version=v.version,
        law_pack=v.law_pack,
        calendar=v.calendar,
        step=v.step,
        stage=v.stage,
        facts=dict(sorted(v.facts.items())),
        moved=before,
    )


def moved_back(s: State, v: e.ProcedureMovedBack, n: int, at: datetime) -> None:
    """Everything that the move changed is as it was before it."""
    was = s.moved
    if was is None:
        return
    rename(s, of_kinds((kind, new, old) for kind, old, new in was.names))
    for ref, (state, previous) in was.partners.items():
        s.partners[ref] = s.partners[ref]._replace(state=state, previous=previous)
    for name in ("visits", "waivers", "lessons", "deadlines"):
        _put(getattr(s, name), getattr(was, name))
    s.__dict__.update(
        definition=was.definition,
        version=was.version,
        law_pack=was.law_pack,
        calendar=was.calendar,
        step=was.step,
        stage=was.stage,
        facts=dict(was.facts),
        moved=None,
    )


def part_of_move(s: State, n: int) -> None:
    """One more event on which nothing rests: what belongs to the move itself, or says nothing under its rules."""
    was = s.moved
    if was is not None and was.until == n - 1:
        s.__dict__["moved"] = was._replace(until=n)


def recounted(s: State, v: e.DeadlineRecounted, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(
        due_at=v.due_at,
        last_on=v.last_on,
        calendar=v.calendar,
        length=v.length,
        provisional=v.provisional,
        acknowledged=(),
        n=n,
    )
    part_of_move(s, n)


def dropped(s: State, v: e.DeadlineDropped, n: int, at: datetime) -> None:
    s.deadlines.pop(v.deadline, None)
    part_of_move(s, n)


def of_kinds(names: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    """The new name of each old one, by kind."""
    found: dict[str, dict[str, str]] = {}
    for kind, old, new in names:
        found.setdefault(kind, {})[old] = new
    return found


def rename(s: State, names: Mapping[str, Mapping[str, str]]) -> None:
    """Papers, decisions, scores, money, deadlines and lessons under their new names."""
    papers, rounds = names.get("artefact", {}), names.get("round", {})
    _renamed(s.artefacts, papers, "@")
    _renamed(s.decisions, names.get("decision", {}))
    _renamed(s.scores, rounds, "/")
    _renamed(s.moderated, rounds, "/")
    _renamed(s.refinements, rounds)
    _renamed(s.deadlines, names.get("deadline", {}))
    _renamed(s.lessons, names.get("stage", {}))
    envelopes = names.get("envelope", {})
    _renamed(s.envelopes, envelopes)
    for ref, commitment in s.commitments.items():
        if commitment.envelope in envelopes:
            s.commitments[ref] = commitment._replace(envelope=envelopes[commitment.envelope])


def _before(s: State, v: e.ProcedureMoved, n: int) -> Moved:
    states = of_kinds(v.names).get("partner_state", {})
    return Moved(
        n=n,
        until=n,
        definition=s.definition,
        version=s.version,
        law_pack=s.law_pack,
        calendar=s.calendar,
        step=s.step,
        stage=s.stage,
        facts=s.facts,
        waivers=dict(s.waivers),
        visits=dict(s.visits),
        lessons=dict(s.lessons),
        partners={
            ref: (partner.state, partner.previous)
            for ref, partner in s.partners.items()
            if partner.state in states or partner.previous in states
        },
        deadlines=dict(s.deadlines),
        names=tuple((kind, old, new) for kind, old, new in v.names),
    )


def _renamed(values: dict[str, Value], names: Mapping[str, str], separator: str = "\0") -> None:
    """Put values under new names, in place, in the order that they had; what follows a separator stays."""
    if not names:
        return
    before = list(values.items())
    values.clear()
    for key, value in before:
        name, found, rest = key.partition(separator)
        values[f"{names.get(name, name)}{found}{rest}"] = value


def _merged(visits: Mapping[str, Visit], names: Mapping[str, str]) -> dict[str, Visit]:
    """Visits of what has another name now; where several became one, the latest, as often as all of them."""
    found: dict[str, Visit] = {}
    for old, new in names.items():
        visit = visits.get(old)
        known = found.get(new) or (visits.get(new) if new not in names else None)
        if visit is None:
            continue
        latest = visit if known is None or visit.n > known.n else known
        found[new] = latest._replace(times=visit.times + (0 if known is None else known.times))
    return found


def _put(values: dict[str, Value], before: Mapping[str, Value]) -> None:
    values.clear()
    values.update(before)
