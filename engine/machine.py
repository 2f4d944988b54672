"""The shape of a procedure: which moves exist from which step. The only user of ``transitions``.

One hierarchical machine is built for each definition and shared by every procedure under it; no model is kept in it, so
it holds no procedure's state. It says whether a move exists, never why a gate is shut.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from transitions.extensions.nesting import HierarchicalMachine, NestedEvent, NestedState

from engine.definition import Definition


class _State(NestedState):
    """A nested state; our names contain underscores, so stage and step are joined by a slash."""

    separator = "/"


class _Event(NestedEvent):
    """A trigger in a machine of such states."""


class _Machine(HierarchicalMachine):
    """A hierarchical machine with slashes between stage and step."""

    state_cls = _State
    event_cls = _Event


_SHAPES: dict[int, tuple[Definition, Shape]] = {}
_KEPT = 64


class Shape:
    """The moves of a definition as its state machine has them: (step, move) -> step, and the same for partners."""

    def __init__(self, definition: Definition) -> None:
        self.machine = _procedure_machine(definition)
        self.partner_machine = _partner_machine(definition)
        self.moves: Mapping[tuple[str, str], str] = MappingProxyType(_flatten(self.machine))
        self.partner_moves: Mapping[tuple[str, str], str] = MappingProxyType(_flatten(self.partner_machine))

    def target(self, step: str, move: str) -> str | None:
        """The step that a move leads to from here, or None when it does not exist from here."""
        return self.moves.get((step, move))

    def partner_target(self, state: str, move: str) -> str | None:
        """The state that a partner's move leads to from here, or None when it does not exist from here."""
        return self.partner_moves.get((state, move))


def shape_of(definition: Definition) -> Shape:
    """The shared shape of a definition, built once per definition value."""
    known = _SHAPES.get(id(definition))
    if known is not None and known[0] is definition:
        return known[1]
    if len(_SHAPES) >= _KEPT:
        _SHAPES.clear()
    shape = Shape(definition)
    _SHAPES[id(definition)] = (definition, shape)
    return shape


def _nested(definition: Definition, step: str) -> str:
    return f"{definition.stage_of[step]}{_State.separator}{step}"


def _procedure_machine(definition: Definition) -> _Machine:
    states = [
        {"name": stage.stage, "initial": stage.steps[0].step, "children": [s.step for s in stage.steps]}
        for stage in definition.stages
    ]
    transitions = [
        {"trigger": m.move, "source": _nested(definition, m.source), "dest": _nested(definition, m.target)}
        for m in definition.moves
    ]
    return _Machine(
        model=None,
        states=states,
        transitions=transitions,
        initial=_nested(definition, definition.initial),
        auto_transitions=False,
    )


def _partner_machine(definition: Definition) -> _Machine:
    transitions = [
        {"trigger": name, "source": list(move.source), "dest": move.target}
        for name, move in definition.partners.moves.items()
    ]
    return _Machine(
        model=None,
        states=list(definition.partners.states),
        transitions=transitions,
        initial=definition.partners.entry.state,
        auto_transitions=False,
    )


def _flatten(machine: _Machine) -> dict[tuple[str, str], str]:
    """Every transition of the machine by its leaf names: (state, move) -> state."""
    found: dict[tuple[str, str], str] = {}
    for trigger, event in machine.events.items():
        for source, transitions in event.transitions.items():
            for transition in transitions:
                found[(_leaf(source), trigger)] = _leaf(transition.dest)
    return found


def _leaf(name: Any) -> str:
    return str(name).rsplit(_State.separator, 1)[-1]
