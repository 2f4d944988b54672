"""Every state that a procedure can be in, as far as it must be remembered, and every deed that leads on from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from engine.definition import Move, PartnerMove
from procedures.exploration.checks import Checks
from procedures.exploration.grounds import Grounds
from procedures.exploration.memory import Key, Memory
from procedures.exploration.scene import (
    BEST,
    GOOD,
    NOT_YET,
    PASSED,
    POOR,
    RUNS,
    SENT_BACK,
    UNKNOWN,
    Check,
    Partner,
    Partners,
    Scene,
    Values,
)
from procedures.exploration.story import Deed, Settled


class Place(NamedTuple):
    """Where a procedure stands: its step, what is remembered of it, and of each of its partners."""

    step: str
    whole: Values
    partners: Partners
    overlay: str = ""
    """What lies over the step: ``suspended`` by a court, ``paused`` by the authority, or nothing."""


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


class World:
    """The states and deeds of a definition under one set of answers, with at most so many partners."""

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

    # --- Plain form ---

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
            if (raw.step, partner[0]) in self._gone:
                yield None
            else:
                idle = self._own_idle[raw.step, partner[0]]
                yield self._without(partner, idle)

    def _without(self, partner: Partner, idle: tuple[int, ...]) -> Partner:
        if not any(partner[i] for i in idle):
            return partner
        return tuple(0 if i in idle else value for i, value in enumerate(partner))

    def opened(self) -> Place:
        """A procedure that has just been opened."""
        whole = [0] * len(self._whole)
        step = self.definition.initial
        self._begin(whole, ("step", step, ""))
        return self.plain(Raw(Deed("open"), step, tuple(whole), ()))

    # --- Deeds ---

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
        """A court can suspend at any time; the authority pauses only before the award notice is out."""
        yield Raw(Deed("suspend"), place.step, place.whole, place.partners, "suspended")
        standstill = self._whole.get(("deadline", self.definition.standstill_deadline or ""))
        if standstill is None or place.whole[standstill] == NOT_YET:
            yield Raw(Deed("pause"), place.step, place.whole, place.partners, "paused")

    def _lifted(self, place: Place) -> Iterator[Raw]:
        """A pause ends at will; a suspension once the court's word is on file (UK-SS-3)."""
        if place.overlay == "paused" or self.can_resume(place.step):
            kind = "resume" if place.overlay == "suspended" else "unpause"
            yield Raw(Deed(kind), place.step, place.whole, place.partners)

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
        if place.overlay == "suspended":
            yield from (raw for raw in self._moves(place, while_suspended=True))
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
            entered = tuple(self._entered(partner, move) for partner in partners)
            yield Raw(Deed("move", move.move, settled=settled), move.target, tuple(begun), entered)

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
        self, partner: Partner, was: int, here: tuple[str, int], there: tuple[str, int], checks: Iterable[Check]
    ) -> tuple[Partner, ...]:
        """The same for a partner that leaves a step, or a state."""
        idle = self._own_idle[there]
        forced = {f.fact for c in checks for f in c.answer.forces if f.states is not None and was in f.states}
        choices: list[tuple[int, ...]] = [(partner[0],)]
        for key, i in self._own.items():
            open_ = i not in idle and i not in forced and self._at_hand(key, here) and not self._at_hand(key, there)
            other = {GOOD, SENT_BACK} if key[0] == "paper" else {1}
            choices.append(tuple(sorted({partner[i], *other})) if open_ else (partner[i],))
        return tuple(product(*choices))

    def _at_hand(self, key: Key, node: tuple[str, int]) -> bool:
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

    def _time(self, place: Place) -> Iterator[Raw]:
        for name in self.memory.clocks:
            i = self._whole["deadline", name]
            if place.whole[i] == RUNS and not self._sooner(name, place.whole):
                yield self._set(place, Deed("pass", name), {i: PASSED})

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

    def _entry(self, place: Place) -> Iterator[Raw]:
        entry = self.definition.partners.entry
        index = self._whole.get(("deadline", entry.until))
        if index is None or place.step not in entry.during or place.whole[index] != RUNS:
            return
        if len(place.partners) < self.most:
            new = (self._number[entry.state], *([0] * len(self._own)))
            deed = Deed("register", partner=len(place.partners))
            yield Raw(deed, place.step, place.whole, (*place.partners, new))

    def _partners(self, place: Place) -> Iterator[Raw]:
        for number, partner in enumerate(place.partners):
            if number and partner == place.partners[number - 1]:
                continue  # what one of two alike can do, the other could
            yield from self._of_partner(place, number)
            for name, rule, sources, checks in self.partner_openings[place.step]:
                if partner[0] in sources and self.can_move(place, number, rule, checks):
                    yield from self._partner_moved(place, number, name, rule, checks)

    def can_move(self, place: Place, number: int, rule: PartnerMove, checks: Iterable[Check]) -> bool:
        """Whether a partner's own gate is open, and its deadline not over."""
        until = self._whole.get(("deadline", rule.until or ""))
        if until is not None and place.whole[until] == PASSED:
            return False
        scene = Scene(place.whole, place.partners, number)
        return all(check.test(scene) for check in checks)

    def _partner_moved(
        self, place: Place, number: int, name: str, rule: PartnerMove, checks: Sequence[Check]
    ) -> Iterator[Raw]:
        partner, target = place.partners[number], self._number[rule.target]
        whole, _ = self._forced(place, checks)
        self._begin(whole, ("partner_move", name, ""))
        there = (place.step, target)
        options = self._left_own(
            self._forced_partner(partner, checks), partner[0], (place.step, partner[0]), there, checks
        )
        for option in options:
            settled = tuple(self._settled_of(number, options, option))
            for after in self._standing(option, rule, target):
                partners = tuple(after if n == number else p for n, p in enumerate(place.partners))
                deed = Deed("partner_move", name, number, settled)
                yield Raw(deed, place.step, tuple(whole), partners)

    def _standing(self, partner: Partner, rule: PartnerMove, target: int) -> Iterator[Partner]:
        """Where it stands after a move: in a new state, and as the best if it was chosen for being it."""
        values = [target, *partner[1:]]
        back = self._own.get(("back",))
        if back is not None:
            values[back] = partner[0] + 1 if rule.part_of_award else 0
        ranked = {asks.round for asks in rule.gate if asks.kind == "ranks_first"}
        unsettled = []
        for key, i in self._own.items():
            if key[0] == "quality":
                if key[1] in ranked:
                    values[i] = BEST
                elif values[i] == UNKNOWN and rule.part_of_award and target not in self._leaving:
                    unsettled.append(i)
        yield tuple(values)
        for i in unsettled:  # whoever is not chosen may have been the best all the same
            yield tuple(BEST if j == i else value for j, value in enumerate(values))

    @property
    def _leaving(self) -> frozenset[int]:
        return frozenset(self._number[state] for state in self.definition.leavers)

    def _of_partner(self, place: Place, number: int) -> Iterator[Raw]:
        """Sealed papers that are filed and sent back, papers with which a clock begins, and scores below a minimum."""
        partner = place.partners[number]
        if partner[0] in self._leaving:
            return
        for key, i in self._own.items():
            if i in self._own_idle[place.step, partner[0]]:
                continue
            if key[0] == "paper":
                yield from self._own_paper(place, number, key[1], i)
            elif key[0] == "quality" and partner[i] == UNKNOWN and self._can_fail(key[1], place.step):
                yield self._with(place, Deed("score_low", key[1], number), number, {i: POOR})

    def _can_fail(self, round_: str, step: str) -> bool:
        rule = self.definition.rounds[round_]
        return step in rule.during and any(one.minimum is not None for one in rule.criteria.values())

    def _own_paper(self, place: Place, number: int, name: str, i: int) -> Iterator[Raw]:
        rule, partner = self.definition.artefacts[name], place.partners[number]
        clock = None if rule.sealed_until is None else self._whole["deadline", rule.sealed_until]
        starts = name in self.memory.starting["artefact"]
        if clock is None and not starts:
            return
        over = clock is not None and place.whole[clock] == PASSED
        if partner[i] != GOOD and self.memory.can_file(name, place.step) and not over:
            raw = self._with(place, Deed("obtain" if clock is None else "file", name, number), number, {i: GOOD})
            whole = list(place.whole)
            for kind in ("submitted", "accepted") if clock is None else ("submitted",):
                self._begin(whole, (kind, name, ""))
            yield raw._replace(whole=tuple(whole))
        if over and partner[i] == GOOD:
            yield self._with(place, Deed("reject", name, number), number, {i: SENT_BACK})

    def _with(self, place: Place, deed: Deed, number: int, values: dict[int, int]) -> Raw:
        changed = tuple(values.get(i, value) for i, value in enumerate(place.partners[number]))
        partners = tuple(changed if n == number else p for n, p in enumerate(place.partners))
        return Raw(deed, place.step, place.whole, partners)
