"""What can come before and after what: the shape of a definition as sets of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.definition import Definition, Move, PartnerMove


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Steps that can lie before and after a step, itself included, and those in which a partner can be in a state."""

    definition: Definition
    after: Mapping[str, frozenset[str]]
    before: Mapping[str, frozenset[str]]
    partner_steps: Mapping[str, frozenset[str]]

    def could(self, during: Iterable[str], step: str) -> bool:
        """Whether something done in one of these steps can have been done by the time a step is left."""
        return bool(self.before[step].intersection(during))

    def could_start(self, deadline: str, step: str) -> bool:
        """Whether a deadline can have started by the time a step is left."""
        return self.could(self.definition.starts_during(deadline), step)


def reach_of(definition: Definition) -> Reach:
    """Work out the sets once for a definition whose names are all known."""
    after = {step: steps_from(definition, step) for step in definition.steps}
    before = {step: frozenset(s for s in after if step in after[s]) for step in after}
    partner_steps = _partner_steps(definition, after)
    return Reach(definition=definition, after=after, before=before, partner_steps=partner_steps)


def any_move(_: Move | PartnerMove) -> bool:
    """Leave no move out."""
    return True


def steps_from(definition: Definition, start: str, allowed: Callable[[Move], bool] = any_move) -> frozenset[str]:
    """Every step that moves can reach from one step, itself included; ``allowed`` leaves some moves out."""
    found, todo = {start}, [start]
    while todo:
        step = todo.pop()
        for move in definition.moves:
            if move.source == step and move.target not in found and allowed(move):
                found.add(move.target)
                todo.append(move.target)
    return frozenset(found)


def states_from(
    definition: Definition, starts: Iterable[str], allowed: Callable[[PartnerMove], bool] = any_move
) -> frozenset[str]:
    """Every partner state that partner moves can reach, whatever the step."""
    found = set(starts)
    while new := {
        move.target
        for move in definition.partners.moves.values()
        if move.target not in found and allowed(move) and not found.isdisjoint(move.source)
    }:
        found |= new
    return frozenset(found)


def _partner_steps(definition: Definition, after: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The steps in which a partner can be in each state: it comes in at the door, and moves when a step lets it."""
    entry = definition.partners.entry
    steps: dict[str, frozenset[str]] = {state: frozenset() for state in definition.partners.states}
    for state in (entry.state, entry.late_state):
        steps[state] = _onward(entry.during, after)
    changed = True
    while changed:
        changed = False
        for move in definition.partners.moves.values():
            here = [step for step in move.during if any(step in steps[state] for state in move.source)]
            grown = steps[move.target] | _onward(here, after)
            changed = changed or grown != steps[move.target]
            steps[move.target] = grown
    return steps


def _onward(steps: Iterable[str], after: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(after[step] for step in steps))
