"""The ground on which everything is played: steps, partner states, and what is asked where.

Nothing here depends on gates being open: it is the shape alone, as sets, from which follows what can still matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.definition import Definition, Move, Requirement, Severity
from engine.definition import requirements as r

Node = tuple[str, str]
"""A step, and the state of a partner in it."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A binding requirement where it is asked: in a step, of the partners in some states, under a gate's name."""

    requirement: Requirement
    where: str
    step: str
    states: tuple[str, ...]
    own: bool
    """Asked in the gate of a partner's own move, and of that partner alone."""


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """The shape of a definition under one set of answers to its questions of fact."""

    definition: Definition
    yes: frozenset[str]
    """The facts that are answered yes; every other answer is no."""

    def asked(self, requirement: Requirement) -> bool:
        """Whether a requirement is asked at all under these answers."""
        return requirement.when is None or requirement.when in self.yes

    def binds(self, requirement: Requirement, *, own: bool) -> bool:
        """Good practice can be waived, but for a partner's own move; what is unverified is never in the way."""
        hard = requirement.severity is Severity.MUST or (own and requirement.severity is Severity.SHOULD)
        return hard and self.asked(requirement)

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """Every binding requirement of every gate, once for each step in which it is asked."""
        return tuple(self._asks())

    def _asks(self) -> Iterator[Ask]:
        definition = self.definition
        for number, move in enumerate(definition.moves):
            yield from self._of_gate(move.gate, f"moves[{number}]", (move.source,))
        for name, notice in definition.notices.items():
            yield from self._of_gate(notice.gate, f"notices.{name}", notice.during)
        for name, partner_move in definition.partners.moves.items():
            where = f"partners.moves.{name}"
            yield from self._of_gate(partner_move.gate, where, partner_move.during, partner_move.source)

    def _of_gate(
        self, gate: Iterable[Requirement], where: str, steps: Iterable[str], sources: tuple[str, ...] = ()
    ) -> Iterator[Ask]:
        for index, asks in enumerate(gate):
            if not self.binds(asks, own=bool(sources)):
                continue
            states = sources or getattr(asks, "states", ()) or getattr(asks, "partners", ())
            for step in steps:
                yield Ask(requirement=asks, where=f"{where}.gate[{index}]", step=step, states=states, own=bool(sources))
                if isinstance(asks, r.DecisionTaken):
                    yield from self._papers_of(asks, f"{where}.gate[{index}]", step)

    def _papers_of(self, asks: r.DecisionTaken, where: str, step: str) -> Iterator[Ask]:
        """A decision is taken on accepted papers: they are asked for with it."""
        for name in self.definition.decisions[asks.decision].about:
            yield Ask(requirement=about(name), where=where, step=step, states=(), own=False)

    def starts(self, deadline: str) -> bool:
        """Whether a deadline runs at all under these answers."""
        when = self.definition.deadlines[deadline].when
        return when is None or when in self.yes

    @cached_property
    def onward(self) -> dict[str, tuple[Move, ...]]:
        """The moves that leave each step for another one."""
        return {
            step: tuple(move for move in moves if move.target != step)
            for step, moves in self.definition.moves_from.items()
        }

    def steps_before(self, steps: Iterable[str]) -> frozenset[str]:
        """Every step from which one of these can be reached, themselves included."""
        found = set(steps)
        while new := {move.source for move in self.definition.moves if move.target in found} - found:
            found |= new
        return frozenset(found)

    def nodes_before(self, nodes: Iterable[Node]) -> frozenset[Node]:
        """Every step and partner state from which a partner can come to one of these, themselves included."""
        found, todo = set(nodes), list(nodes)
        while todo:
            for before in self._into.get(todo.pop(), ()):
                if before not in found:
                    found.add(before)
                    todo.append(before)
        return frozenset(found)

    @cached_property
    def _into(self) -> dict[Node, list[Node]]:
        definition = self.definition
        into: dict[Node, list[Node]] = {}
        for move in definition.moves:
            if move.source != move.target:
                for state in definition.partners.states:
                    into.setdefault((move.target, state), []).append((move.source, state))
        for rule in definition.partners.moves.values():
            for step in rule.during:
                into.setdefault((step, rule.target), []).extend((step, state) for state in rule.source)
        for move, source, back in self.undone:
            into.setdefault((move.target, back), []).append((move.source, source))
        return into

    @cached_property
    def undone(self) -> tuple[tuple[Move, str, str], ...]:
        """Moves that take an award back, with each partner state that they undo and a state it came from."""
        definition = self.definition
        rules = definition.partners.moves.values()
        targets = {rule.target for rule in rules if rule.part_of_award}
        pairs = {(rule.target, source): None for rule in rules if rule.target in targets for source in rule.source}
        assessed = definition.rounds[definition.final_round].during
        moves = [move for move in definition.moves if move.withdraws_award and move.target in assessed]
        return tuple((move, source, back) for move in moves for source, back in pairs)


def about(artefact: str) -> r.ArtefactAccepted:
    """A paper on which a decision is taken, as the requirement that it is."""
    return r.ArtefactAccepted(kind="artefact_accepted", id=f"about_{artefact}"[:63], text=artefact, artefact=artefact)
