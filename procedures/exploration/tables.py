"""States of a procedure in their plain form, and the gates of a definition by the step in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.definition import Move, PartnerMove
from procedures.exploration.checks import Checks
from procedures.exploration.grounds import Grounds
from procedures.exploration.memory import Memory
from procedures.exploration.scene import Check, Partner, Partners, Values
from procedures.exploration.story import Deed


class Place(NamedTuple):
    """Where a procedure stands: its step, what is remembered of it, and of each of its partners."""

    step: str
    whole: Values
    partners: Partners
    overlay: str = ""
    """What lies over the step: ``suspended`` by a court, or nothing."""


class Raw(NamedTuple):
    """What a deed leads to before it is brought into its plain form; partners in the order of those before."""

    deed: Deed
    step: str
    whole: Values
    partners: tuple[Partner, ...]
    overlay: str = ""


class Opening(NamedTuple):
    """A move out of a step with its gate."""

    move: Move
    checks: tuple[Check, ...]


Node = tuple[str, int]
"""A step, and the number of a partner's state in it."""


class Tables:
    """What is remembered in which step, under one set of answers and with at most so many partners."""

    def __init__(self, grounds: Grounds, most: int) -> None:
        self.grounds, self.definition, self.most = grounds, grounds.definition, most
        self.memory = Memory(grounds=grounds)
        self.checks = Checks(self.memory, most)
        self.states = tuple(self.definition.partners.states)
        self._number = self.checks.state_number
        self._whole, self._own = self.checks.whole, self.checks.own
        self.openings = {
            step: tuple(
                Opening(move, self.checks.gate(move.gate, f"moves[{number}]", step))
                for number, move in enumerate(self.definition.moves)
                if move.source == step
            )
            for step in self.definition.steps
        }
        self.partner_openings = {step: tuple(self._partner_openings(step)) for step in self.definition.steps}
        self.publishing = {step: tuple(self._publishing(step)) for step in self.definition.steps}
        self._losses: dict[tuple[Node, Node], dict[int, frozenset[int]]] = {}
        self._plain: dict[tuple[str, Partner], Partner | None] = {}
        self._leaving = frozenset(self._number[state] for state in self.definition.leavers)
        self._forget()

    def _partner_openings(self, step: str) -> Iterator[tuple[str, PartnerMove, frozenset[int], tuple[Check, ...]]]:
        for name, rule in self.definition.partners.moves.items():
            if step in rule.during:
                sources = frozenset(self._number[state] for state in rule.source)
                yield name, rule, sources, self.checks.gate(rule.gate, f"partners.moves.{name}", step, rule.source)

    def _publishing(self, step: str) -> Iterator[tuple[str, tuple[Check, ...]]]:
        for name, rule in self.definition.notices.items():
            remembered = ("notice", name) in self._whole or any(k[:2] == ("fresh", name) for k in self._whole)
            if step in rule.during and remembered:
                yield name, self.checks.gate(rule.gate, f"notices.{name}", step)

    def _forget(self) -> None:
        """What no gate ahead can ask for is forgotten: in each step, and for each state of a partner in it."""
        steps, states = self.definition.steps, self.definition.partners.states
        matters, own = self.memory.whole_matters, self.memory.own_matters
        self._idle = {s: tuple(i for key, i in self._whole.items() if s not in matters[key]) for s in steps}
        self._own_idle = {
            (step, self._number[state]): tuple(i for key, i in self._own.items() if (step, state) not in own[key])
            for step in steps
            for state in states
        }
        leavers, counted = self.definition.leavers, self.memory.counted
        self._gone = frozenset(
            (step, self._number[state]) for step in steps for state in leavers if (step, state) not in counted
        )

    def plain(self, raw: Raw) -> Place:
        """The state without what no longer matters, its partners in a fixed order."""
        return Place(
            raw.step, self._kept(raw.step, raw.whole), tuple(sorted(filter(None, self.kept(raw)))), raw.overlay
        )

    def _kept(self, step: str, whole: Values) -> Values:
        idle = self._idle[step]
        if not any(whole[i] for i in idle):
            return whole
        changed = list(whole)
        for i in idle:
            changed[i] = 0
        return tuple(changed)

    def kept(self, raw: Raw) -> Iterator[Partner | None]:
        """Each partner without what no longer matters; None for one who has left and is counted nowhere."""
        for partner in raw.partners:
            key = (raw.step, partner)
            if key not in self._plain:
                node = (raw.step, partner[0])
                self._plain[key] = None if node in self._gone else self._without(partner, self._own_idle[node])
            yield self._plain[key]

    def _without(self, partner: Partner, idle: tuple[int, ...]) -> Partner:
        if not any(partner[i] for i in idle):
            return partner
        return tuple(0 if i in idle else value for i, value in enumerate(partner))
