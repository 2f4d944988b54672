"""Every material decision of a procedure, with who took it, why, and the rules it answers (s.98)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.house import House
from actions.queries.history import Line, Words, lines
from actions.queries.moment import events_upto, known_procedure, present_of
from actions.queries.proven import proven
from actions.rules_then import RulesThen
from engine import events as e
from engine.definition import Definition
from engine.evolve import replay
from engine.moving.modification import MODIFICATION_RULES
from engine.regimes import cited
from storage.codec import happened, history_of
from storage.reading import Reading
from storage.records import StoredEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """One material decision: ``kind`` is gate, decision, waiver, partner, lot, money, deadline, overlay or ending."""

    n: int
    at: datetime
    kind: str
    what: str
    who: str
    name: str | None
    role: str
    role_title: str
    why: tuple[Words, ...]
    rules: tuple[str, ...]
    rests_on: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Decisions:
    """The record that s.98 asks for: enough to explain every material decision."""

    procedure: str
    title: str
    re_enactment: str | None
    zone: str
    at: datetime | None
    decisions: tuple[Material, ...]


def decisions_of(
    house: House,
    reading: Reading,
    procedure: str,
    *,
    at: datetime | None = None,
    events: Iterable[StoredEvent] | None = None,
) -> Decisions:
    """The material decisions up to an instant, oldest first; ``VerificationFailed`` for an event that was changed.

    ``events`` are the procedure's, given by whoever has looked at the chain and says what they found.
    """
    row = known_procedure(reading, procedure)
    definition = house.definitions.pinned(reading, row.definition)
    stored = list(events_upto(proven(reading.events(procedure)) if events is None else events, at))
    state = replay(history_of(stored), procedure)
    said = lines(house, reading, state, stored, present_of(house, reading)) if stored else ()
    facts = [happened(raw.canon) for raw in stored]
    rules = RulesThen(house, reading, facts)
    found = (_material(rules.at(fact.n), fact.event, line) for fact, line in zip(facts, said, strict=True))
    return Decisions(
        procedure=procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        zone=definition.zone,
        at=at,
        decisions=tuple(one for one in found if one is not None),
    )


def _material(definition: Definition, event: e.Event, line: Line) -> Material | None:
    known = _KINDS.get(type(event))
    if known is None or (isinstance(event, e.PartnerRegistered) and event.on_time):
        return None
    kind, rules_of = known
    rests_on = tuple(_evidence(event)) if isinstance(event, e.GateDecided) else ()
    return Material(
        n=line.n,
        at=line.at,
        kind=kind,
        what=line.what,
        who=line.who,
        name=line.name,
        role=line.role,
        role_title=line.role_title,
        why=tuple(words for words in line.words if words.field != "name"),
        rules=tuple(dict.fromkeys(cited(definition.regime, tuple(rules_of(definition, event))))),
        rests_on=rests_on,
    )


def _evidence(event: e.GateDecided) -> Iterator[int]:
    for result in event.results:
        known = result.get("events", ())
        yield from (int(n) for n in known if isinstance(n, int)) if isinstance(known, list) else ()


def _of_gate(d: Definition, v: e.GateDecided) -> Iterator[str]:
    move = d.moves_by_name[v.move]
    yield from move.rules
    for rule in move.gate:
        yield from rule.rules


def _of_decision(d: Definition, v: e.DecisionRecorded) -> Iterator[str]:
    yield from d.decisions[v.decision].rules


def _of_waiver(d: Definition, v: e.RequirementWaived) -> Iterator[str]:
    gate = d.moves_by_name[v.move].gate if v.move in d.moves_by_name else d.notices[v.move].gate
    yield from next((rule.rules for rule in gate if rule.id == v.requirement), ())


def _of_partner(d: Definition, v: e.PartnerMoved) -> Iterator[str]:
    move = d.partners.moves.get(v.move)
    yield from move.rules if move else ()
    yield from d.partners.states[v.target].rules


def _of_late(d: Definition, v: e.PartnerRegistered) -> Iterator[str]:
    yield from d.partners.entry.rules


def _of_exclusion(_: Definition, v: e.ExclusionChecked) -> Iterator[str]:
    yield from ("UK-EXC-1", "UK-EXC-3", "UK-EXC-8")


def _of_commitment(d: Definition, v: e.MoneyCommitted) -> Iterator[str]:
    yield from d.money.legal_bases[v.legal_base].rules


def _of_deadline(d: Definition, v: e.DeadlineExtended) -> Iterator[str]:
    yield from d.deadlines[v.deadline].rules


def _of_calendar(_: Definition, v: e.CalendarChanged) -> Iterator[str]:
    yield "UK-CLK-1"


def _of_move(_: Definition, v: e.ProcedureMoved | e.ProcedureMovedBack) -> Iterator[str]:
    if isinstance(v, e.ProcedureMoved):
        yield from MODIFICATION_RULES.get(v.modification, ())


def _of_ending(d: Definition, v: e.ProcedureTerminated) -> Iterator[str]:
    yield from d.termination.rules
    for phase in d.termination.phases:
        if v.source in phase.source and phase.notice == v.notice:
            yield from phase.rules


_RULES_OF: dict[type[Any], tuple[str, ...]] = {
    e.CriteriaRefined: ("UK-REF-1", "UK-REF-2", "UK-REF-3", "UK-REF-4"),
    e.ModificationRecorded: ("UK-MOD-1", "UK-MOD-2", "UK-MOD-3"),
    e.ContractChanged: ("UK-CHG-1", "UK-CHG-1b", "UK-CHG-2"),
    e.ExclusionReported: ("UK-EXC-5",),
    e.IndicatorsSet: ("UK-KPI-1",),
    e.ClaimNotified: ("UK-SS-3",),
}


def _fixed(_: Definition, v: e.Event) -> Iterator[str]:
    yield from _RULES_OF[type(v)]


def _none(_: Definition, v: e.Event) -> Iterator[str]:
    yield from ()


_KINDS: dict[type[Any], tuple[str, Callable[[Definition, Any], Iterator[str]]]] = {
    e.GateDecided: ("gate", _of_gate),
    e.DecisionRecorded: ("decision", _of_decision),
    e.RequirementWaived: ("waiver", _of_waiver),
    e.PartnerRegistered: ("partner", _of_late),
    e.PartnerMoved: ("partner", _of_partner),
    e.ExclusionChecked: ("partner", _of_exclusion),
    e.LotCeased: ("lot", _none),
    e.MoneyCommitted: ("money", _of_commitment),
    e.DeadlineExtended: ("deadline", _of_deadline),
    e.CalendarChanged: ("calendar", _of_calendar),
    e.ProcedureMoved: ("definition", _of_move),
    e.ProcedureMovedBack: ("definition", _of_move),
    e.AwardWithdrawn: ("decision", _none),
    e.ProcedureSuspended: ("overlay", _none),
    e.ProcedureResumed: ("overlay", _none),
    e.ProcedurePaused: ("overlay", _none),
    e.ProcedureUnpaused: ("overlay", _none),
    e.ProcedureTerminated: ("ending", _of_ending),
    e.CorrectionRecorded: ("correction", _none),
    e.CriteriaRefined: ("criteria", _fixed),
    e.ModificationRecorded: ("modification", _fixed),
    e.ContractChanged: ("contract", _fixed),
    e.ExclusionReported: ("partner", _fixed),
    e.IndicatorsSet: ("contract", _fixed),
    e.ClaimNotified: ("claim", _fixed),
}
"""Which events are decisions about the procedure, a supplier or public money; and where their rules stand."""
