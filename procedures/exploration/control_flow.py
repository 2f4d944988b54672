"""The order of moves alone, as a workflow net: whether it is sound, gates, papers and clocks left aside.

A definition's machine has one token: it stands in one place. Such a net is sound (it can always be completed, properly,
and no transition is dead) exactly when every place and every way lies between the beginning and the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from engine.definition import Definition

BEFORE, AFTER = "process-source", "process-sink"
"""Where a life begins, and where it has ended; no place of a definition has a hyphen in its name."""


class Whose(StrEnum):
    """Whose life: a procedure's, or one partner's in it."""

    PROCEDURE = "procedure"
    PARTNER = "partner"


class Way(NamedTuple):
    """From one place to another, by a name; the end of a life has none."""

    source: str
    target: str
    name: str


class Unsound(NamedTuple):
    """A place that cannot be reached, or from which the end cannot be."""

    place: str
    reached: bool


def sound(definition: Definition, whose: Whose = Whose.PROCEDURE) -> bool:
    """Whether every place and every way lies between the beginning and the end."""
    return not unsound_places(definition, whose)


def unsound_places(definition: Definition, whose: Whose = Whose.PROCEDURE) -> tuple[Unsound, ...]:
    """The places because of which the order of moves is not sound, in the order of the file."""
    known = tuple(ways(definition, whose))
    reached = _closed(BEFORE, ((way.source, way.target) for way in known))
    ending = _closed(AFTER, ((way.target, way.source) for way in known))
    return tuple(
        Unsound(place=place, reached=place in reached)
        for place in (BEFORE, *places(definition, whose), AFTER)
        if place not in reached or place not in ending
    )


def places(definition: Definition, whose: Whose) -> tuple[str, ...]:
    """Steps, or states of a partner."""
    return tuple(definition.steps if whose is Whose.PROCEDURE else definition.partners.states)


def ways(definition: Definition, whose: Whose) -> Iterator[Way]:
    """Every way of a life, from before its beginning to after its end."""
    return _of_the_procedure(definition) if whose is Whose.PROCEDURE else _of_a_partner(definition)


def _of_the_procedure(definition: Definition) -> Iterator[Way]:
    yield Way(BEFORE, definition.initial, "open")
    for move in definition.moves:
        yield Way(move.source, move.target, move.move)
    early = {(source, phase.target): None for phase in definition.termination.phases for source in phase.source}
    for source, target in early:
        yield Way(source, target, "terminate")
    for name, step in definition.steps.items():
        if step.ends:
            yield Way(name, AFTER, "")


def _of_a_partner(definition: Definition) -> Iterator[Way]:
    partners = definition.partners
    for state in (partners.entry.state, partners.entry.late_state):
        yield Way(BEFORE, state, "register")
    for name, move in partners.moves.items():
        for source in move.source:
            yield Way(source, move.target, name)
    yield from _undone(definition)
    for state in partners.states:  # whoever neither leaves nor is left ends with the procedure
        yield Way(state, AFTER, "")


def _undone(definition: Definition) -> Iterator[Way]:
    """Back to where a partner was before the award, when it is taken back."""
    rules = definition.partners.moves.values()
    undone = {rule.target for rule in rules if rule.part_of_award}
    back = {(rule.target, source) for rule in rules if rule.target in undone for source in rule.source}
    assessed = definition.rounds[definition.final_round].during
    for move in definition.moves:
        if move.withdraws_award and move.target in assessed:
            for source, target in sorted(back):
                yield Way(source, target, move.move)


def _closed(start: str, edges: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Everything that the edges lead to from one place, itself included."""
    onward: dict[str, list[str]] = {}
    for source, target in edges:
        onward.setdefault(source, []).append(target)
    found, todo = {start}, [start]
    while todo:
        for place in onward.get(todo.pop(), ()):
            if place not in found:
                found.add(place)
                todo.append(place)
    return frozenset(found)
