"""What a definition's own names mean in open data, found by what they do in it and never by how they are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.definition import Definition, Move, Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Landmarks:
    """The places of a procedure at which open data changes."""

    applications: str
    """The deadline by which suppliers ask to take part."""
    call_notice: str | None
    """The notice that starts it: with it the procedure is public."""
    standstill: str | None
    award_notice: str | None
    """The notice that starts the standstill: with it the winners are public."""
    funded: frozenset[str]
    """Partner states in which money is paid before any contract."""
    chosen: frozenset[str]
    contracted: frozenset[str]
    contract_envelopes: frozenset[str]
    gates: tuple[Move, ...]
    """The moves from one stage to the next: each is a milestone."""
    after_contract: frozenset[str]
    """Steps that are reached only once contracts are entered into."""
    direct: bool
    """Nobody is called: a contract is awarded directly, and a transparency notice says so first."""
    selective: bool
    """Suppliers are selected before they tender; elsewhere whoever likes tenders."""


def landmarks_of(definition: Definition) -> Landmarks:
    """What the definition says of itself counts; where it says nothing, names are known by what they do.

    The contract is what a partner enters when the standstill is over, the chosen are those who may.
    """
    said = definition.landmarks
    contract_moves = [
        move
        for move in definition.partners.moves.values()
        if any(asked.kind == "standstill_over" for asked in move.gate)
    ]
    contracted = frozenset(said.states.contracted or (move.target for move in contract_moves))
    chosen = frozenset(_one(said.states.awarded) or (source for move in contract_moves for source in move.source))
    funded = frozenset(definition.money.payable_states) - contracted - chosen
    applications = definition.partners.entry.until
    standstill = definition.standstill_deadline
    direct = said.notices.tender is None and said.notices.transparency is not None
    return Landmarks(
        applications=applications,
        call_notice=said.notices.tender
        or said.notices.transparency
        or definition.deadlines[applications].starts.notice,
        standstill=standstill,
        award_notice=said.notices.award
        or (None if standstill is None else definition.deadlines[standstill].starts.notice),
        funded=funded,
        chosen=chosen,
        contracted=contracted,
        contract_envelopes=frozenset(_contract_envelopes(definition, chosen | contracted)),
        gates=tuple(_gates(definition)),
        after_contract=_reached(definition, set(_entering(definition))),
        direct=direct,
        selective=said.steps.selection is not None or said.notices.tender is None,
    )


def _one(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)


def _entering(definition: Definition) -> Iterator[str]:
    """The step in which contracts are entered into; else the steps that are entered when the standstill is over."""
    said = definition.landmarks.steps.contract_entered
    if said is not None:
        yield said
        return
    for move in definition.moves:
        if any(asked.kind == "standstill_over" for asked in move.gate):
            yield move.target


def _gates(definition: Definition) -> Iterator[Move]:
    for move in definition.moves:
        source, target = definition.stage_of[move.source], definition.stage_of[move.target]
        if source != target and not definition.steps[move.target].ends and not move.withdraws_award:
            yield move


def _contract_envelopes(definition: Definition, states: frozenset[str]) -> Iterator[str]:
    """The envelopes that must cover partners who are chosen or contracted."""
    for asked in _requirements(definition):
        if asked.kind == "budget_covers" and states & set(asked.states):
            yield asked.envelope


def _requirements(definition: Definition) -> Iterator[Requirement]:
    for move in definition.moves:
        yield from move.gate
    for own in definition.partners.moves.values():
        yield from own.gate


def _reached(definition: Definition, begin: set[str]) -> frozenset[str]:
    found, waiting = set(begin), list(begin)
    while waiting:
        here = waiting.pop()
        for move in definition.moves_from.get(here, ()):
            if move.target not in found:
                found.add(move.target)
                waiting.append(move.target)
    return frozenset(found)
