"""Which points of a way are needed at all, and which steps are not left before something has happened in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.definition import Definition
from engine.definition.clocks import EventKey
from procedures.feasibility.points import Point, Var


def held(
    definition: Definition, points: Sequence[Point], steps: Sequence[str], pinned: Mapping[str, str]
) -> tuple[Point, ...]:
    """The same points, each leaving only after what later ones ask for and what cannot happen after it.

    Of several events of which one is enough, none holds a step back.
    """
    asked = {point.var for point in points if point.enters}
    for point in reversed(points):
        if point.var in asked:
            asked |= {*point.needs.after, *(wait.start for wait in point.needs.waits)}
    holds: dict[str, list[Var]] = {}
    for point in points:
        if point.event is not None and point.var in asked:
            holds.setdefault(_last_of(definition, point.event, point.step, steps, pinned), []).append(point.var)
    return tuple(_waiting(point, holds.get(point.step, ())) if point.enters else point for point in points)


def needed(points: Sequence[Point], wanted: Iterable[Var]) -> tuple[Point, ...]:
    """The points that a step, a wanted day or another needed point waits for."""
    kept = {*wanted, *(point.var for point in points if point.enters)}
    for point in reversed(points):
        if point.var in kept:
            kept |= {*point.needs.after, *(wait.start for wait in point.needs.waits)}
            kept |= {var for group in point.needs.either for var in group}
    return tuple(point for point in points if point.var in kept)


def _waiting(point: Point, held_by: Iterable[Var]) -> Point:
    more = tuple(var for var in held_by if var not in point.needs.after)
    return replace(point, needs=replace(point.needs, after=(*point.needs.after, *more))) if more else point


def _last_of(
    definition: Definition, event: EventKey, first: str, steps: Sequence[str], pinned: Mapping[str, str]
) -> str:
    """The last of the steps in a row, from the one in which it is planned, in which an event may happen."""
    last = first
    for step in steps[steps.index(first) + 1 :]:
        if not _may_happen(definition, event, step, pinned):
            break
        last = step
    return last


def _may_happen(definition: Definition, event: EventKey, step: str, pinned: Mapping[str, str]) -> bool:
    at_home = event[0] != "notice" or pinned.get(event[1], step) == step
    return at_home and step in during_of(definition, event)


def during_of(definition: Definition, event: EventKey) -> tuple[str, ...]:
    """The steps in which an event may happen; of a paper without steps of its own, all."""
    kind, name, _ = event
    if kind == "notice":
        return definition.notices[name].during
    if kind == "decision":
        return definition.decisions[name].during
    if kind == "partner_move":
        return definition.partners.moves[name].during
    return definition.artefacts[name].during or tuple(definition.steps)
