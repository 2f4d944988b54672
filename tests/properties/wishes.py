"""What random people ask for: mostly things that exist, in roles that fit, at times that matter; sometimes nonsense."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from engine.time.local_time import local_date
from tests.defaults import ANSWERS
from tests.factories import Hands
from tests.pilot import Pilot
from tests.remedies import Errand

Thing = TypeVar("Thing")
MICROSECOND = timedelta(microseconds=1)
PARTNERS = ("acme", "bolt", "crow", "dodo")
NOBODY = "nobody"


class Wishes:
    """Draws the next command; it looks at the procedure only to ask for things that are there."""

    def __init__(self, hands: Hands, rng: random.Random, lots: Sequence[str]) -> None:
        """Draw from this randomness only."""
        self.hands, self.rng, self.lots = hands, rng, lots
        partners = {ref: rng.choice(lots) if lots else None for ref in PARTNERS[: rng.randint(1, 4)]}
        self.pilot = Pilot(hands=hands, partners=partners)
        self.goal: str | None = None
        self.last: Errand | None = None
        self.tidiness = rng.choice((0.3, 0.7, 0.9, 0.97))

    def next(self) -> Errand:
        """The next wish: a step towards some move, anything at all, the last one again, or a jump in time."""
        chance = self.rng.random()
        if chance < 0.03 and self.last is not None:
            return self.last
        if chance < 0.06:
            return "wait", {"until": self._moment()}
        errand = self._towards() if self.rng.random() < self.tidiness else None
        self.last = errand or self._anything()
        return self.last

    def _towards(self) -> Errand | None:
        moves = self.hands.definition.moves_from.get(self.hands.state.step, ())
        names = [move.move for move in moves]
        if self.goal not in names or self.rng.random() < 0.02:
            onward = [move.move for move in moves if not self.hands.definition.steps[move.target].ends]
            self.goal = self.rng.choice(onward or names) if names else None
        if self.goal is None or self.hands.state.ended is not None:
            return None
        return next(self.pilot.errands(self.hands.definition.moves_by_name[self.goal]))

    def _moment(self) -> datetime:
        """Around some deadline, or a little later."""
        soon = [known.due_at + self.rng.choice((-MICROSECOND, timedelta(0), MICROSECOND))
                for known in self.hands.state.deadlines.values()]  # fmt: skip
        later = self.hands.now + timedelta(minutes=self.rng.randint(0, 60 * 24 * 3))
        ahead = [at for at in soon if at > self.hands.now]
        return self.rng.choice([*ahead[:3], later])

    def _anything(self) -> Errand:
        kind = self.rng.choice(tuple(WISHES))
        fields = WISHES[kind](self)
        if self.rng.random() < 0.15:
            fields["role"] = self._one(self.hands.definition.roles)
        if self.rng.random() < 0.25 and "role" in fields:
            fields["actor"] = self.rng.choice((f"{fields['role']}_2", "everybody"))
        elif self.rng.random() < 0.2:
            fields["actor"] = "everybody"
        return kind, fields

    def _one(self, things: Any, otherwise: str = "nonsense") -> str:
        known = list(things)
        return self.rng.choice(known) if known and self.rng.random() < 0.97 else otherwise

    def _currency(self) -> str:
        mine = self.hands.definition.money.currency
        return self._one([mine], "EUR" if mine == "GBP" else "GBP")

    def _maybe(self, value: Thing, chance: float = 0.8) -> Thing | None:
        return value if self.rng.random() < chance else None

    def partner(self) -> str:
        """Somebody who takes part, if anybody does."""
        return self._one(self.hands.state.partners or PARTNERS, NOBODY)

    # -- one for each kind of command ----------------------------------------------------------------------------------

    def paper(self) -> dict[str, Any]:
        """Some paper, of a partner where it is one's."""
        artefact = self._one(self.hands.definition.artefacts)
        rule = self.hands.definition.artefacts.get(artefact)
        of_one = rule is not None and rule.per_partner
        return {"artefact": artefact, "partner": self.partner() if of_one or self.rng.random() < 0.05 else None}

    def filing(self) -> dict[str, Any]:
        """A version of some paper."""
        odd = self.rng.random() < 0.05
        return {
            **self.paper(),
            "size": 30_000_000 if odd else 100,
            "media_type": self._one(["text/plain"], "image/png"),
        }

    def decision(self) -> dict[str, Any]:
        """A word on some decision."""
        decision = self._one(self.hands.definition.decisions)
        rule = self.hands.definition.decisions.get(decision)
        roles = [rule.by, rule.confirmed_by or rule.by] if rule else ["reader"]
        outcome = self.rng.choice(("pass", "pass", "pass", "hold", "stop"))
        return {"decision": decision, "outcome": outcome, "role": self.rng.choice(roles)}

    def registration(self) -> dict[str, Any]:
        """An application, perhaps with an odd time of receipt or an odd lot."""
        received = self.rng.choice((None, None, None, self._moment(), self.hands.now))
        ref = self.rng.choice(PARTNERS)
        lot = self.pilot.partners.get(ref) if self.rng.random() < 0.9 else self._maybe("north")
        return {"partner": ref, "lot": lot, "received_at": received}

    def partner_move(self) -> dict[str, Any]:
        """A move of some partner, more often one that exists from where it is."""
        ref = self.partner()
        known = self.hands.state.partners.get(ref)
        moves = self.hands.definition.partners.moves
        fitting = [name for name, move in moves.items() if known and known.state in move.source]
        move = self.rng.choice(fitting) if fitting and self.rng.random() < 0.7 else self._one(moves)
        heard = self.rng.random() < 0.8
        return {"partner": ref, "move": move, "heard": heard, "reason": self._maybe("As published.", 0.9)}

    def notice(self) -> dict[str, Any]:
        """Some notice, on some day around today."""
        today = local_date(self.hands.now, self.hands.definition.zone)
        fields: dict[str, Any] = {
            "notice": self._one(self.hands.definition.notices, "N99"),
            "on": today + timedelta(days=self.rng.choice((0, 0, 0, 0, -1, 1))),
        }
        if self.rng.random() < 0.1:
            fields["standstill_days"] = self.rng.randint(6, 12)
        if self.rng.random() < 0.1 and self.lots:
            fields["ceased_lots"] = [self.rng.choice(self.lots)]
        return fields

    def moment_for(self) -> dict[str, Any]:
        """A time for some deadline."""
        today = local_date(self.hands.now, self.hands.definition.zone)
        return {
            "deadline": self._one(self.hands.definition.deadlines),
            "due_at": self.hands.now + timedelta(days=self.rng.randint(-1, 60), hours=self.rng.randint(-12, 12)),
            "starts_on": today + timedelta(days=self.rng.choice((0, 0, 0, -1, 5))),
        }

    def extension(self) -> dict[str, Any]:
        """Another time for some deadline, later or not."""
        name = self._one(self.hands.definition.deadlines)
        known = self.hands.state.deadlines.get(name)
        due = self.hands.now if known is None else known.due_at
        return {"deadline": name, "due_at": due + self.rng.choice((-MICROSECOND, timedelta(0), MICROSECOND, 5 * DAY))}

    def shortening(self) -> dict[str, Any]:
        """An earlier time for some deadline, with a notice that may say so."""
        name = self._one(self.hands.definition.deadlines)
        known = self.hands.state.deadlines.get(name)
        due = self.hands.now if known is None else known.due_at
        notice = self._one(self.hands.definition.notices, "N99")
        return {"deadline": name, "due_at": due - self.rng.choice((MICROSECOND, DAY)), "notice": notice}

    def acknowledgement(self) -> dict[str, Any]:
        """Of some deadline, more often of one that is there."""
        return {"deadline": self._one(self.hands.state.deadlines or self.hands.definition.deadlines)}

    def ruling(self) -> dict[str, Any]:
        """On somebody, at some time."""
        name = self._one(self.hands.state.deadlines or self.hands.definition.deadlines)
        return {"deadline": name, "about": self.partner(), "received_at": self._moment()}

    def sum_for(self) -> dict[str, Any]:
        """A sum for some envelope."""
        envelope = self._one(self.hands.definition.money.envelopes)
        amount = self.rng.choice((0, 1, 500, 1_000, 10_000_000))
        return {"envelope": envelope, "amount_minor": amount, "currency": self._currency()}

    def commitment(self) -> dict[str, Any]:
        """Money for somebody."""
        count = self.rng.randint(1, 3)
        names = [f"i{number}" for number in range(count)] if self.rng.random() < 0.95 else ["i0"] * count
        return {
            "commitment": f"c{self.rng.randint(1, 9)}",
            "envelope": self._one(self.hands.definition.money.envelopes),
            "partner": self.partner(),
            "legal_base": self._one(self.hands.definition.money.legal_bases),
            "currency": self._currency(),
            "instalments": [{"instalment": name, "amount_minor": self.rng.choice((1, 200, 700))} for name in names],
            "answers": {name: self.rng.random() < 0.5 for name in ANSWERS},
        }

    def payment(self) -> dict[str, Any]:
        """An instalment, of the right sum or not."""
        commitment = self._one(self.hands.state.commitments, "c0")
        known = self.hands.state.commitments.get(commitment)
        instalment = self._one(known.instalments if known else (), "i0")
        right = known.instalments.get(instalment, 1) if known else 1
        amount = right if self.rng.random() < 0.8 else 3
        return {"commitment": commitment, "instalment": instalment, "amount_minor": amount}

    def declaration(self) -> dict[str, Any]:
        """Somebody's interests."""
        position = self.rng.choice(("none", "none", "none", "mitigated", "unresolved"))
        details = self._maybe("A cousin.")
        return {"position": position, "details": details, "role": self._one(self.hands.definition.roles, "reader")}

    def check(self) -> dict[str, Any]:
        """A check of somebody."""
        return {
            "partner": self.partner(),
            "outcome": self.rng.choice(("clear", "clear", "clear", "excludable_admitted", "excluded")),
            "reason": self._maybe("On the list."),
            "debarment_list_checked": self.rng.random() < 0.95,
            "subcontractors_checked": self.rng.random() < 0.95,
        }

    def lesson(self) -> dict[str, Any]:
        """Something learnt."""
        return {"stage": self._one([stage.stage for stage in self.hands.definition.stages])}

    def score(self) -> dict[str, Any]:
        """A score for some cell, on the scale or not."""
        round_ = self._one(self.hands.definition.rounds)
        rule = self.hands.definition.rounds.get(round_)
        criterion, sub = self.rng.choice(rule.cells()) if rule else ("worth", "")
        fields = {"round": round_, "partner": self.partner(), "criterion": criterion, "sub_criterion": sub or None}
        if self.rng.random() < 0.05:
            fields["sub_criterion"] = self._maybe("nonsense", 0.5)
        return {**fields, "score": self.rng.choice((0, 1, 3, 5, 6))}

    def summaries(self) -> dict[str, Any]:
        """Some of those who take part."""
        known = list(self.hands.state.partners) or [NOBODY]
        return {"partners": self.rng.sample(known, self.rng.randint(1, len(known)))}

    def waiver(self) -> dict[str, Any]:
        """Some requirement of some gate."""
        definition = self.hands.definition
        gates = {move.move: move.gate for move in definition.moves} | {n: r.gate for n, r in definition.notices.items()}
        name = self.rng.choice([name for name, gate in gates.items() if gate])
        return {"move": name, "requirement": self._one([rule.id for rule in gates[name]])}

    def going(self) -> dict[str, Any]:
        """Somewhere: a step or a stage, near or far."""
        definition, step = self.hands.definition, self.hands.state.step
        near = [move.target for move in definition.moves_from.get(step, ())]
        stages = [stage.stage for stage in definition.stages]
        places = near if near and self.rng.random() < 0.7 else [*definition.steps, *stages]
        move = self._maybe(self.rng.choice([move.move for move in definition.moves]), 0.1)
        return {"to": self._one(places), "move": move}

    def suspension(self) -> dict[str, Any]:
        """A claim, notified at some time."""
        at = self.rng.choice((self.hands.now, self.hands.now - 3 * DAY, self._moment()))
        return {"basis": self.rng.choice(("automatic", "court_order")), "notified_at": at}

    def correction(self) -> dict[str, Any]:
        """Some event was wrong."""
        last = self.hands.state.n
        event = max(0, last - self.rng.randint(0, 12)) if self.rng.random() < 0.8 else self.rng.randint(0, last + 2)
        return {"event": event, "effect": self.rng.choice(("note", "void", "void"))}


DAY = timedelta(days=1)
_RARE = 12
"""How much rarer than others what ends a procedure or stops it."""

WISHES: dict[str, Callable[[Wishes], dict[str, Any]]] = {
    "open": lambda _: {},
    "submit_artefact": Wishes.filing,
    "accept_artefact": Wishes.paper,
    "reject_artefact": Wishes.paper,
    "record_decision": Wishes.decision,
    "register_partner": Wishes.registration,
    "move_partner": Wishes.partner_move,
    "publish_notice": Wishes.notice,
    "set_deadline": Wishes.moment_for,
    "extend_deadline": Wishes.extension,
    "shorten_deadline": Wishes.shortening,
    "acknowledge_deadline": Wishes.acknowledgement,
    "rule_on_time": Wishes.ruling,
    "record_missed": lambda wishes: {**wishes.acknowledgement(), "role": wishes._one(wishes.hands.definition.roles)},
    "set_envelope": Wishes.sum_for,
    "commit_money": Wishes.commitment,
    "pay_instalment": Wishes.payment,
    "declare_conflicts": Wishes.declaration,
    "check_exclusion": Wishes.check,
    "record_lesson": Wishes.lesson,
    "record_assessment": Wishes.score,
    "moderate_assessment": Wishes.score,
    "send_summaries": Wishes.summaries,
    "record_communication": lambda wishes: {"partners": [wishes.partner()]},
    "waive": Wishes.waiver,
    "advance": Wishes.going,
    "cease_lot": lambda wishes: {"lot": wishes._one(wishes.lots, "west")},
    "suspend": Wishes.suspension,
    "resume": lambda wishes: {"basis": wishes.rng.choice(("court_order", "court_order", "disposal"))},
    "pause": lambda _: {},
    "unpause": lambda _: {},
    "terminate": lambda _: {},
    "correct": Wishes.correction,
}


def moments(wishes: Wishes, count: int) -> Iterator[Errand]:
    """So many wishes, with the rare ones thinned out."""
    while count:
        errand = wishes.next()
        if errand[0] in ("terminate", "suspend", "pause", "cease_lot") and wishes.rng.randrange(_RARE):
            continue
        count -= 1
        yield errand
