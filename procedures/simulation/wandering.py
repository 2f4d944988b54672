"""Which way one simulated procedure goes, by the chances of the plan.

The chances of the moves that leave a step are shares of one draw: 95 and 5 are all there is, and what is left of a
hundred goes to the first other move that leads on towards the goal. If there is none, the procedure ends here, before
its goal. A move that stays in its step is no part of a way: it takes no time beyond the step's own work.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from engine.definition import Definition, Move
from procedures.feasibility.ways import ways_of

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
        self._shares = {
            step: tuple(m for m in definition.moves_from[step] if m.move in self._chances and m.target != step)
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
        shares = [self._chances[move.move].percent for move in self._shares[step]]
        if not shares:
            return self._onward.get(step)
        drawn = random.random() * max(100, sum(shares))
        for move, share in zip(self._shares[step], shares, strict=True):
            if drawn < share:
                return move
            drawn -= share
        return self._onward.get(step)
