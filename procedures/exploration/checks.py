"""Requirements as questions to a remembered state: can they be met here and now, and what do they settle then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from engine.definition import Requirement
from engine.definition import requirements as r
from procedures.exploration.grounds import about
from procedures.exploration.memory import Clock, Key, Memory, Paper
from procedures.exploration.papers import of_each, own_paper, whole_paper
from procedures.exploration.scene import (
    BEST,
    GOOD,
    PASSED,
    POOR,
    RUNS,
    Answer,
    Check,
    Force,
    Scene,
    Want,
    no,
    yes,
)

_HAS: Final = frozenset({GOOD})


class Spot(NamedTuple):
    """Where a requirement is asked: the step, and the states from which a partner's own move starts."""

    step: str
    sources: tuple[str, ...] = ()

    def states(self, asks: Any) -> tuple[str, ...]:
        """The states of the partners that are asked about: in a partner's own gate, of that partner."""
        return self.sources or getattr(asks, "states", ()) or getattr(asks, "partners", ())


class Checks:
    """Makes the checks of a definition: one for each binding requirement and step."""

    def __init__(self, memory: Memory, most: int) -> None:
        """``most`` is how many partners there are at most: no requirement may want more."""
        self.memory, self.most = memory, most
        self.definition = memory.grounds.definition
        self.state_number = {state: number for number, state in enumerate(self.definition.partners.states)}
        self.whole: dict[Key, int] = {key: number for number, key in enumerate(memory.whole)}
        self.own: dict[Key, int] = {key: number + 1 for number, key in enumerate(memory.own)}

    def gate(
        self, gate: Iterable[Requirement], where: str, step: str, sources: tuple[str, ...] = ()
    ) -> tuple[Check, ...]:
        """The checks of a gate in a step; ``sources`` are the states from which a partner's own move starts."""
        return tuple(
            self.check(asks, f"{where}.gate[{index}]", step, sources)
            for index, asks in enumerate(gate)
            if self.memory.grounds.binds(asks, own=bool(sources))
        )

    def check(self, asks: Requirement, where: str, step: str, sources: tuple[str, ...] = ()) -> Check:
        """One requirement in one step; a kind that is not listed can be met on the spot by those who see to it."""
        answer = _ANSWER.get(type(asks))
        found = Answer() if answer is None else answer(self, asks, Spot(step, sources))
        return Check(id=asks.id, where=where, answer=found)

    def numbers(self, states: Iterable[str]) -> frozenset[int]:
        """The numbers of partner states."""
        return frozenset(self.state_number[state] for state in states)

    def paper(self, asks: Paper, spot: Spot) -> Answer:
        """A paper: of the procedure, or of partners."""
        if not self.definition.artefacts[asks.artefact].per_partner:
            return whole_paper(asks, spot.step, self.memory, self.whole)
        return own_paper(asks, spot.step, spot.states(asks), self.memory, self.whole, self.own, self.numbers)

    def clock(self, asks: Clock, _: Spot) -> Answer:
        """A deadline that is over, or that runs."""
        index = self.whole["deadline", asks.deadline]
        if isinstance(asks, r.DeadlineNotPassed):
            return Answer(lambda scene: scene.whole[index] == RUNS, Want.LAPSED)
        return Answer(lambda scene: scene.whole[index] == PASSED)

    def count(self, asks: r.PartnersInState, spot: Spot) -> Answer:
        """A number of partners; in a partner's own gate it alone is counted, in whatever state."""
        if asks.max is not None and asks.min > asks.max:
            return Answer(no)
        if spot.sources:
            return Answer(yes if asks.min <= 1 and asks.max != 0 else no)
        least, states = min(asks.min, self.most), self.numbers(asks.states)
        most = self.most if asks.max is None else asks.max
        want = Want.SUPPLIERS if asks.min else Want.OTHER
        return Answer(lambda scene: least <= sum(p[0] in states for p in scene.partners) <= most, want)

    def settled(self, asks: r.LotsSettled, _: Spot) -> Answer:
        """Of the lots, one is looked at: a lot without a supplier can cease while another goes on."""
        states = self.numbers(asks.states)
        return Answer(lambda scene: any(p[0] in states for p in scene.partners), Want.SUPPLIERS)

    def assessed(self, asks: r.EveryPartnerAssessed, spot: Spot) -> Answer:
        """Scores, which nobody gets who has left."""
        states = spot.states(asks)
        at_hand = [state for state in states if self.memory.scores_at_hand(asks.round, spot.step, state)]
        return of_each(self.own.get(("scored", asks.round)), self.numbers(states), self.numbers(at_hand), _HAS)

    def paid(self, asks: r.BudgetCovers, spot: Spot) -> Answer:
        """Money, which is bound only to those who can be paid."""
        if not asks.states:
            return Answer()
        states = spot.states(asks)
        at_hand = [state for state in states if self.memory.money_at_hand(asks.envelope, spot.step, state)]
        return of_each(self.own.get(("paid", asks.envelope)), self.numbers(states), self.numbers(at_hand), _HAS)

    def checked(self, asks: r.ExclusionsChecked, spot: Spot) -> Answer:
        """A check of this very step, which nobody gets who has left."""
        states = spot.states(asks)
        at_hand = [state for state in states if state not in self.definition.leavers]
        return of_each(self.own.get(("checked",)), self.numbers(states), self.numbers(at_hand), _HAS)

    def learnt(self, asks: r.LessonsRecorded, _: Spot) -> Answer:
        """Lessons of a stage, once it was entered."""
        index = self.whole.get(("visited", asks.stage))
        return Answer() if index is None else Answer(lambda scene: bool(scene.whole[index]))

    def told(self, _: r.SummariesSent, spot: Spot) -> Answer:
        """Summaries go out once somebody was assessed and the award is decided, in a later step (UK-AWD-1)."""
        if spot.step in self.definition.rounds[self.definition.final_round].during:
            return Answer(no)
        index = self.whole["tendered",]
        return Answer(lambda scene: bool(scene.whole[index]))

    def notice(self, asks: r.NoticePublished, spot: Spot) -> Answer:
        """A notice that is out, or that can go out on the spot because its own gate is open and no clock begins."""
        keys: list[Key] = [("notice", asks.notice)]
        if asks.since is not None:
            keys.append(("fresh", asks.notice, asks.since))
        index = self.whole.get(keys[-1])
        if not self.memory.notice_at_hand(asks.notice, spot.step):
            return Answer(no) if index is None else Answer(lambda scene: bool(scene.whole[index]))
        rule = self.definition.notices[asks.notice]
        inner = self.gate(rule.gate, f"notices.{asks.notice}", spot.step)
        forces = (
            *(Force(self.whole[key]) for key in keys if key in self.whole),
            *(force for check in inner for force in check.answer.forces),
        )
        once = self.whole.get(("notice", asks.notice)) if rule.once else None
        if once is None and all(check.always for check in inner):
            return Answer(yes, forces=forces)

        def test(scene: Scene) -> bool:
            if index is not None and scene.whole[index]:
                return True
            free = once is None or not scene.whole[once]
            return free and all(check.test(scene) for check in inner)

        return Answer(test, forces=forces)

    def decision(self, asks: r.DecisionTaken, spot: Spot) -> Answer:
        """A decision, taken in this visit of the step and on accepted papers."""
        rule = self.definition.decisions[asks.decision]
        if spot.step not in rule.during:
            return Answer(no)
        papers = [self.check(about(name), "", spot.step) for name in rule.about]
        forces = tuple(force for check in papers for force in check.answer.forces)
        index = self.whole.get(("decision", asks.decision))
        if index is not None:
            return Answer(lambda scene: bool(scene.whole[index]))
        if all(check.always for check in papers):
            return Answer(yes, forces=forces)
        return Answer(lambda scene: all(check.test(scene) for check in papers), forces=forces)

    def ranked(self, asks: r.RanksFirst, _: Spot) -> Answer:
        """Somebody is the best; who has been chosen as such stays it, and who is below a minimum never is."""
        index, rivals = self.own["quality", asks.round], self.numbers(asks.rivals)

        def test(scene: Scene) -> bool:
            if scene.one is None or scene.partners[scene.one][index] == POOR:
                return False
            others = (p for number, p in enumerate(scene.partners) if number != scene.one)
            return not any(p[0] in rivals and p[index] == BEST for p in others)

        return Answer(test)


_ANSWER: Final[Mapping[type[Any], Callable[[Checks, Any, Spot], Answer]]] = MappingProxyType(
    {
        r.ArtefactAccepted: Checks.paper,
        r.ArtefactFiled: Checks.paper,
        r.ArtefactReviewed: Checks.paper,
        r.DecisionTaken: Checks.decision,
        r.DeadlinePassed: Checks.clock,
        r.DeadlineNotPassed: Checks.clock,
        r.StandstillOver: Checks.clock,
        r.PartnersInState: Checks.count,
        r.LotsSettled: Checks.settled,
        r.EveryPartnerAssessed: Checks.assessed,
        r.BudgetCovers: Checks.paid,
        r.ExclusionsChecked: Checks.checked,
        r.LessonsRecorded: Checks.learnt,
        r.SummariesSent: Checks.told,
        r.NoticePublished: Checks.notice,
        r.RanksFirst: Checks.ranked,
    }
)
