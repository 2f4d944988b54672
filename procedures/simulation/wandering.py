"""Which way one simulated procedure goes, by the chances of the plan.

In each step the moves with a chance are tried in the order of the file. If none is made, the first other move that
leads on towards the goal is. If there is none, the procedure ends here, before its goal: stage gates do that.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from engine.definition import Definition, Move
from procedures.feasibility.ways import ways_of
from procedures.simulation.drawing import happens

LONGEST: Final = 200
"""Moves after which a procedure that goes round and round is given up."""


class Wandered(NamedTuple):
    """The moves that were made, the step in which it ended, and whether that is the goal."""

    way: tuple[Move, ...]
    ended_in: str
    arrived: bool


class Wanderer:
    """A definition with its chances."""

    def __init__(self, definition: Definition) -> None:
        """Find the goal, and the moves that lead on towards it."""
        plan, ways = definition.plan, ways_of(definition)
        self.launch, self.goal = ways.launch, ways.goal
        self._chances = {} if plan is None else plan.moves
        self._onward: dict[str, Move] = {}
        for way in ways.ways:
            for move in way:
                if move.move not in self._chances:
                    self._onward.setdefault(move.source, move)
        self._tried = {
            step: tuple(move for move in definition.moves_from[step] if move.move in self._chances)
            for step in definition.steps
        }

    def wander(self, random: Random) -> Wandered:
        """Go from the launch until the goal or an earlier end."""
        step, way = self.launch, list[Move]()
        while step != self.goal and len(way) < LONGEST:
            move = self._made(step, random)
            if move is None:
                break
            way.append(move)
            step = move.target
        return Wandered(way=tuple(way), ended_in=step, arrived=step == self.goal)

    def _made(self, step: str, random: Random) -> Move | None:
        for move in self._tried[step]:
            if happens(random, self._chances[move.move]):
                return move
        return self._onward.get(step)
