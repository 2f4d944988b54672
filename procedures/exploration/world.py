"""Every state that a procedure can be in, as far as it must be remembered, and every deed that leads on from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from engine.definition import Move
from procedures.exploration.scene import GOOD, NOT_YET, PASSED, RUNS, SENT_BACK, Check, Scene, Values
from procedures.exploration.story import Deed
from procedures.exploration.suppliers import Suppliers
from procedures.exploration.tables import Place, Raw

__all__ = ["Place", "Raw", "World"]


class World(Suppliers):
    """The states and deeds of a definition under one set of answers, with at most so many partners."""

    def opened(self) -> Place:
        """A procedure that has just been opened."""
        whole = [0] * len(self._whole)
        step = self.definition.initial
        self._begin(whole, ("step", step, ""))
        return self.plain(Raw(Deed("open"), step, tuple(whole), ()))

    def ended(self, place: Place) -> bool:
        """Whether nothing can be done any more, because the procedure is over."""
        return self.definition.steps[place.step].ends

    def deeds(self, place: Place) -> Iterator[Raw]:
        """Everything that can be done in a state, by people or by time."""
        if self.ended(place):
            return
        if place.overlay:
            yield from (raw._replace(overlay=place.overlay) for raw in self._while_stopped(place))
            yield from self._lifted(place)
            return
        yield from self._stopped(place)
        yield from self._moves(place)
        yield from self._time(place)
        yield from self._notices(place)
        yield from self._papers(place)
        yield from self._entry(place)
        yield from self._partners(place)

    def _stopped(self, place: Place) -> Iterator[Raw]:
        """A court can suspend at any time.

        The authority's own pause is not followed: it ends at will, and what is done under it can be done without it.
        """
        yield Raw(Deed("suspend"), place.step, place.whole, place.partners, "suspended")

    def _lifted(self, place: Place) -> Iterator[Raw]:
        """A suspension ends once the court's word is on file (UK-SS-3)."""
        if self.can_resume(place.step):
            yield Raw(Deed("resume"), place.step, place.whole, place.partners)

    def can_resume(self, step: str) -> bool:
        """Whether a court's order, or the end of its case, can be put on file and accepted in a step."""
        ending = self.definition.termination
        papers = (ending.court_order, ending.end_of_case or ending.court_order)
        return any(self.memory.paper_at_hand(paper, step) for paper in papers)

    def _while_stopped(self, place: Place) -> Iterator[Raw]:
        """What goes on under an overlay: time, moves that are lawful then, and partners who leave."""
        for raw in self._time(place):
            if place.overlay not in self.definition.deadlines[raw.deed.name].stands_still:
                yield raw
        yield from self._moves(place, while_suspended=True)
        for number, partner in enumerate(place.partners):
            for name, rule, sources, checks in self.partner_openings[place.step]:
                if rule.while_stopped and partner[0] in sources and self.can_move(place, number, rule, checks):
                    yield from self._partner_moved(place, number, name, rule, checks)

    def _moves(self, place: Place, *, while_suspended: bool = False) -> Iterator[Raw]:
        scene = Scene(place.whole, place.partners)
        for move, checks in self.openings[place.step]:
            if while_suspended and not move.while_suspended:
                continue
            if all(check.test(scene) for check in checks):
                yield from self._moved(place, move, checks)

    def _moved(self, place: Place, move: Move, checks: Sequence[Check]) -> Iterator[Raw]:
        """A move, once for each way in which what could be had here until now can have been left behind."""
        whole, forced = self._forced(place, checks)
        if move.source == move.target:
            yield Raw(Deed("move", move.move), place.step, tuple(whole), place.partners)
            return
        choices = [self._left_whole(key, i, whole, forced, move) for key, i in self._whole.items()]
        own = [
            self._left_own(self._forced_partner(p, checks), p[0], (place.step, p[0]), (move.target, p[0]), checks)
            for p in place.partners
        ]
        for values, partners in product(product(*choices), product(*own)):
            settled = tuple(self._settled(choices, own, values, partners))
            begun = list(values)
            self._enter(begun, move.target)
            self._tendered(begun, place, move)
            entered = tuple(self._entered(partner, move) for partner in partners)
            yield Raw(Deed("move", move.move, settled=settled), move.target, tuple(begun), entered)

    def _tendered(self, whole: list[int], place: Place, move: Move) -> None:
        """Whoever is there while final tenders are assessed can have been assessed."""
        index = self._whole.get(("tendered",))
        assessed = self.definition.rounds[self.definition.final_round].during
        if index is not None and place.partners and not {move.source, move.target}.isdisjoint(assessed):
            whole[index] = 1

    def _time(self, place: Place) -> Iterator[Raw]:
        for name in self.memory.clocks:
            i = self._whole["deadline", name]
            if place.whole[i] == RUNS and not self._sooner(name, place.whole):
                yield self._set(place, Deed("pass", name), {i: PASSED})
            elif place.whole[i] == NOT_YET and self._happens(name, place.step):
                yield self._set(place, Deed("happen", name), {i: RUNS})

    def _happens(self, name: str, step: str) -> bool:
        """Whether a clock can begin here with what has no deed of its own: it happens or it does not."""
        starts = self.definition.deadlines[name].starts
        own = starts.happened is not None or (starts.decision is not None and starts.outcome != "pass")
        return own and self.grounds.starts(name) and step in self.definition.starts_during(name)

    def _sooner(self, name: str, whole: Values) -> bool:
        """Whether another clock that began with the same event, counts alike and is shorter runs still."""
        rule = self.definition.deadlines[name]
        if rule.period is None:
            return False
        for other in self.memory.clocks:
            known = self.definition.deadlines[other]
            if other == name or known.period is None or known.starts != rule.starts:
                continue
            steady = not known.stands_still and not known.may_be_longer
            alike = (known.period.unit, known.period.counting) == (rule.period.unit, rule.period.counting)
            still = whole[self._whole["deadline", other]] == RUNS
            if steady and alike and still and known.period.length < rule.period.length:
                return True
        return False

    def _set(self, place: Place, deed: Deed, values: dict[int, int]) -> Raw:
        whole = tuple(values.get(i, value) for i, value in enumerate(place.whole))
        return Raw(deed, place.step, whole, place.partners)

    def _notices(self, place: Place) -> Iterator[Raw]:
        for name, checks in self.publishing[place.step]:
            if not self.can_publish(name, checks, place):
                continue
            whole, _ = self._forced(place, checks)
            for key, i in self._whole.items():
                if key[0] in {"notice", "fresh"} and key[1] == name:
                    whole[i] = 1
            self._begin(whole, ("notice", name, ""))
            if tuple(whole) != place.whole:
                yield Raw(Deed("publish", name), place.step, tuple(whole), place.partners)

    def can_publish(self, name: str, checks: Iterable[Check], place: Place) -> bool:
        """Whether a notice can go out here: its gate, once only, and while what runs from it still runs (UK-MOD-4)."""
        once = self._whole.get(("notice", name))
        if self.definition.notices[name].once and once is not None and place.whole[once]:
            return False
        for deadline, rule in self.definition.deadlines.items():
            index = self._whole.get(("deadline", deadline))
            if rule.starts.notice == name and rule.set_by and index is not None and place.whole[index] == PASSED:
                return False
        scene = Scene(place.whole, place.partners)
        return all(check.test(scene) for check in checks)

    def _papers(self, place: Place) -> Iterator[Raw]:
        """Papers of the procedure that are sealed, or with which a clock begins; and decisions with which one does."""
        for key, i in self._whole.items():
            if key[0] == "decision" and not place.whole[i] and place.step in self.definition.decisions[key[1]].during:
                whole = list(place.whole)
                whole[i] = 1
                self._begin(whole, ("decision", key[1], "pass"))
                yield Raw(Deed("decide", key[1]), place.step, tuple(whole), place.partners)
            elif key[0] == "paper" and not self.definition.artefacts[key[1]].per_partner:
                yield from self._paper(place, key[1], i)

    def _paper(self, place: Place, name: str, i: int) -> Iterator[Raw]:
        rule = self.definition.artefacts[name]
        clock = None if rule.sealed_until is None else self._whole["deadline", rule.sealed_until]
        starts = name in self.memory.starting["artefact"]
        if clock is None and not starts:
            return
        over = clock is not None and place.whole[clock] == PASSED
        if self.memory.can_file(name, place.step) and not over:
            whole = list(place.whole)
            for key, j in self._whole.items():
                if key[0] in {"paper", "fresh_paper"} and key[1] == name:
                    whole[j] = GOOD
            for kind in ("submitted", "accepted") if clock is None else ("submitted",):
                self._begin(whole, (kind, name, ""))
            if tuple(whole) != place.whole:
                yield Raw(Deed("obtain" if clock is None else "file", name), place.step, tuple(whole), place.partners)
        if over and place.whole[i] == GOOD:
            yield self._set(place, Deed("reject", name), {i: SENT_BACK})
