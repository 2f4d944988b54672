"""What a deed settles: what was met on the spot, what is left behind with a step, and what begins with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from engine.definition import Move
from procedures.exploration.memory import Key
from procedures.exploration.scene import GOOD, NOT_YET, RUNS, SENT_BACK, UNKNOWN, Check, Partner
from procedures.exploration.story import Settled
from procedures.exploration.tables import Node, Place, Tables


class Leaving(Tables):
    """What stays of a procedure and of its partners when they go on."""

    def _forced(self, place: Place, checks: Iterable[Check]) -> tuple[list[int], set[int]]:
        whole, forced = list(place.whole), set()
        for check in checks:
            for force in check.answer.forces:
                if force.states is None:
                    whole[force.fact] = force.value
                    forced.add(force.fact)
        return whole, forced

    def _forced_partner(self, partner: Partner, checks: Iterable[Check]) -> Partner:
        wanted = {
            f.fact: f.value for c in checks for f in c.answer.forces if f.states is not None and partner[0] in f.states
        }
        return tuple(wanted.get(i, value) for i, value in enumerate(partner)) if wanted else partner

    def _left_whole(self, key: Key, i: int, whole: Sequence[int], forced: set[int], move: Move) -> tuple[int, ...]:
        """What can have become of a fact that could be had in the step that is left, and cannot in the next."""
        if key[0] not in {"paper", "fresh_paper"} or i in forced or i in self._idle[move.target]:
            return (whole[i],)
        here, there = (self.memory.paper_at_hand(key[1], step) for step in (move.source, move.target))
        if not here or there:
            return (whole[i],)
        return tuple(sorted({whole[i], GOOD, SENT_BACK} if key[0] == "paper" else {whole[i], 1}))

    def _left_own(
        self, partner: Partner, was: int, here: Node, there: Node, checks: Iterable[Check]
    ) -> tuple[Partner, ...]:
        """The same for a partner that leaves a step, or a state."""
        lost = self._lost(here, there)
        if not lost:
            return (partner,)
        forced = {f.fact for c in checks for f in c.answer.forces if f.states is not None and was in f.states}
        choices: list[tuple[int, ...]] = [(value,) for value in partner]
        for i, other in lost.items():
            if i not in forced:
                choices[i] = tuple(sorted({partner[i], *other}))
        return tuple(product(*choices))

    def _lost(self, here: Node, there: Node) -> dict[int, frozenset[int]]:
        """What a partner could have had until now and not from now on, where it still matters; and what it may be."""
        known = self._losses.get((here, there))
        if known is None:
            idle = self._own_idle[there]
            known = self._losses[here, there] = {
                i: frozenset({GOOD, SENT_BACK} if key[0] == "paper" else {1})
                for key, i in self._own.items()
                if i not in idle and self._at_hand(key, here) and not self._at_hand(key, there)
            }
        return known

    def _at_hand(self, key: Key, node: Node) -> bool:
        step, state = node[0], self.states[node[1]]
        match key:
            case ("paper", name):
                return self.memory.paper_at_hand(name, step, state)
            case ("scored", name):
                return self.memory.scores_at_hand(name, step, state)
            case ("paid", name):
                return self.memory.money_at_hand(name, step, state)
            case ("checked",):
                return state not in self.definition.leavers
            case _:
                return False

    def _settled(
        self,
        choices: Sequence[tuple[int, ...]],
        own: Sequence[tuple[Partner, ...]],
        values: Sequence[int],
        partners: Sequence[Partner],
    ) -> Iterator[Settled]:
        for key, i in self._whole.items():
            if len(choices[i]) > 1 and key[0] == "paper":
                yield Settled("paper", key[1], values[i])
        for number, options in enumerate(own):
            yield from self._settled_of(number, options, partners[number])

    def _settled_of(self, number: int, options: Sequence[Partner], partner: Partner) -> Iterator[Settled]:
        if len(options) > 1:
            for key, i in self._own.items():
                if len(key) > 1 and len({option[i] for option in options}) > 1:
                    yield Settled(key[0], key[1], partner[i], number)

    def _enter(self, whole: list[int], step: str) -> None:
        """What begins anew with a step: its clocks, and what is asked for since it was entered."""
        for key, i in self._whole.items():
            if key[0] == "decision" or (key[0] in {"fresh", "fresh_paper"} and key[2] == step):
                whole[i] = 0
            elif key[0] == "visited" and key[1] == self.definition.stage_of[step]:
                whole[i] = 1
        self._begin(whole, ("step", step, ""))

    def _begin(self, whole: list[int], key: tuple[str, str, str]) -> None:
        """Start the clocks that an event starts: a computed one anew each time, one that a person set once."""
        for name in self.definition.started_by.get(key, ()):
            index = self._whole.get(("deadline", name))
            if index is None or not self.grounds.starts(name):
                continue
            anew = self.definition.deadlines[name].period is not None and key[0] in {"notice", "step"}
            if anew or whole[index] == NOT_YET:
                whole[index] = RUNS

    def _entered(self, partner: Partner, move: Move) -> Partner:
        """A partner in a new step: nobody is checked there yet, and an award that is taken back is undone."""
        values = list(partner)
        back = self._own.get(("back",))
        undone = {(one.move, self._number[source]) for one, source, _ in self.grounds.undone}
        if back is not None:
            if (move.move, values[0]) in undone and values[back]:
                values[0] = values[back] - 1
            if move.target in self.definition.rounds[self.definition.final_round].during:
                values[back] = 0
        for key, i in self._own.items():
            if key[0] == "checked" or (key[0] == "quality" and move.target in self.definition.rounds[key[1]].during):
                values[i] = UNKNOWN
        return tuple(values)
