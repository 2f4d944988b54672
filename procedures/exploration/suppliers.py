"""Deeds of partners: they come in, hand in papers, are assessed, move on and leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.definition import PartnerMove
from engine.definition.requirements import RanksFirst
from procedures.exploration.leaving import Leaving
from procedures.exploration.scene import (
    BEST,
    GOOD,
    PASSED,
    POOR,
    RUNS,
    SENT_BACK,
    UNKNOWN,
    Check,
    Partner,
    Scene,
)
from procedures.exploration.story import Deed
from procedures.exploration.tables import Place, Raw


class Suppliers(Leaving):
    """What partners do, each for itself."""

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
        for i in self._ranked(rule):
            values[i] = BEST
        yield tuple(values)
        if rule.part_of_award and target not in self._leaving:
            for key, i in self._own.items():
                if key[0] == "quality" and values[i] == UNKNOWN:
                    # Whoever is not chosen may have been the best all the same.
                    yield tuple(BEST if j == i else value for j, value in enumerate(values))

    def _ranked(self, rule: PartnerMove) -> list[int]:
        """The rounds for whose best a move is."""
        keys = [("quality", asks.round) for asks in rule.gate if isinstance(asks, RanksFirst)]
        return [self._own[key] for key in keys if key in self._own]  # one that is never asked for is not remembered

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
