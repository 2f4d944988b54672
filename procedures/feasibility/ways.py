"""Ways through a definition: runs of moves from the launch to the goal that never go back in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.definition import Definition, Move

MOST_WAYS: Final = 32
"""More ways than this are not looked at one by one; whoever asks is told."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Every way forward, in the order of the file; ``cut_short``: there are more than were looked at."""

    launch: str
    goal: str
    ways: tuple[tuple[Move, ...], ...]
    cut_short: bool = False


def ways_of(definition: Definition) -> Ways:
    """The ways from the launch to the goal: what the plan ends with, or else the first end of the file."""
    plan = definition.plan
    launch = (plan.launch.step if plan is not None and plan.launch is not None else None) or definition.initial
    until = plan.until if plan is not None else None
    goal = until or next(name for name, step in definition.steps.items() if step.ends)
    place = {step: number for number, step in enumerate(definition.steps)}
    onward = {
        step: tuple(move for move in definition.moves_from[step] if place[move.target] > place[step])
        for step in definition.steps
    }
    leads = _leading_to(goal, onward)
    found: list[tuple[Move, ...]] = []
    todo: list[tuple[str, tuple[Move, ...]]] = [(launch, ())] if launch in leads else []
    while todo and len(found) <= MOST_WAYS:
        step, way = todo.pop()
        if step == goal:
            found.append(way)
            continue
        todo += [(move.target, (*way, move)) for move in reversed(onward[step]) if move.target in leads]
    return Ways(launch=launch, goal=goal, ways=tuple(found[:MOST_WAYS]), cut_short=len(found) > MOST_WAYS)


def _leading_to(goal: str, onward: dict[str, tuple[Move, ...]]) -> set[str]:
    leads = {goal}
    for step in reversed(onward):  # later steps first: a way never goes back
        if any(move.target in leads for move in onward[step]):
            leads.add(step)
    return leads
