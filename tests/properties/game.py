"""Plays random wishes against the real rules and the independent model, and looks at both after every one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from engine.errors import InvalidInput, NotAllowed, NotFound, Refused
from engine.explanation import Explanation
from tests.factories import Hands
from tests.properties.days import go_to
from tests.properties.happens import happen
from tests.properties.model import Model
from tests.properties.verdict import BAD, REFUSED, TURNED_AWAY
from tests.properties.verdicts import verdict
from tests.properties.wishes import Wishes, moments
from tests.remedies import Errand


@lru_cache
def raw(path: Path) -> dict[str, Any]:
    """A definition's file as it is, read by nobody of ours."""
    found: dict[str, Any] = yaml.safe_load(path.read_bytes())
    return found


@dataclass
class Game:
    """One procedure, its model, and what was played."""

    hands: Hands
    model: Model
    played: list[Errand] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    last_answer: str = ""

    def play(self, errand: Errand) -> None:
        """Let both sides answer one wish, and compare."""
        go_to(self.hands.definition.zone, self.hands.definition.calendar)
        self.played.append(errand)
        kind, fields = errand
        if kind == "wait":
            self.hands.wait_until(fields["until"])
            self.last_answer = "waited"
            return
        self.model.now = self.hands.now
        command = self.hands.command(kind, **fields)
        asked = command.model_dump()
        expected = verdict(self.model, asked)
        before = self.hands.state
        answer, explanation, types = self._ask(command)
        assert (answer in expected.no) if expected.no else (answer == "accepted"), (
            answer,
            expected,
            asked,
            explanation,
        )
        if explanation is not None and answer == REFUSED and expected.gate is not None:
            assert expected.gate == gate_of(explanation), (expected.gate, explanation.sentence)
        assert explanation is None or explanation.blockers
        if answer == "accepted":
            assert list(types) == happen(self.model, asked), asked
        else:
            assert self.hands.state == before
        assert_same(self.model, self.hands)
        self.outcomes[answer] = self.outcomes.get(answer, 0) + 1
        self.last_answer = answer

    def _ask(self, command: Any) -> tuple[str, Explanation | None, tuple[str, ...]]:
        try:
            return "accepted", None, self.hands.send(command)
        except Refused as refusal:
            return REFUSED, refusal.explanation, ()
        except NotAllowed:
            return TURNED_AWAY, None, ()
        except (InvalidInput, NotFound):
            return BAD, None, ()


def gate_of(explanation: Explanation) -> set[str]:
    """The blocking requirements of a gate: not the rules that hold for every definition."""
    return {finding.id for finding in explanation.blockers if finding.kind != "rule"}


def assert_same(model: Model, hands: Hands) -> None:
    """The engine's state says what the model's notes say."""
    state = hands.state
    assert (state.step, state.ended, state.notice_due) == (model.step, model.ended, model.due_notice)
    assert (state.suspended is not None, state.paused_n is not None) == (
        model.suspended is not None,
        model.paused is not None,
    )
    assert {ref: (p.state, p.lot) for ref, p in state.partners.items()} == {
        ref: (p["state"], p["lot"]) for ref, p in model.partners.items()
    }
    assert {key: (paper.version, paper.status) for key, paper in state.artefacts.items()} == {
        artefact if partner is None else f"{artefact}@{partner}": (paper["version"], paper["status"])
        for (artefact, partner), paper in model.papers.items()
    }
    assert {name: (d.started, d.due_at) for name, d in state.deadlines.items()} == {
        name: (d["started"], d["due"]) for name, d in model.deadlines.items()
    }
    assert_same_money(model, hands)
    assert {lot: known.ceased for lot, known in state.lots.items()} == model.lots
    assert (len(state.scores), len(state.moderated)) == (len(model.scores), len(model.moderated))
    assert sum(map(len, state.lessons.values())) == len(model.lessons)
    assert state.n == len(model.log) - 1


def assert_same_money(model: Model, hands: Hands) -> None:
    """Set aside, bound and paid: sums over the accepted commands, and never more than what is above them."""
    for name, envelope in hands.state.envelopes.items():
        mine = [known for known in model.commitments.values() if known["envelope"] == name]
        bound = sum(sum(known["instalments"].values()) for known in mine)
        paid = sum(sum(known["paid"].values()) for known in mine)
        assert (envelope.amount_minor, envelope.committed_minor) == (model.envelopes[name], bound)
        assert envelope.paid_minor == paid
        assert paid <= bound <= envelope.amount_minor
    assert set(hands.state.commitments) == set(model.commitments)


def play(hands: Hands, seed: int, wishes: int, *, after_each: Callable[[Game], None] | None = None) -> Game:
    """One random game; when the two sides differ, the seed and the last wishes are in the message."""
    rng = random.Random(seed)
    lots = rng.choice(([], [], ["north", "south"]))
    facts = {fact: rng.random() < 0.4 for fact in hands.definition.facts}
    game = Game(hands=hands, model=Model(raw(hands.loaded.path), hands.now))
    _follow(game, [("open", {"lots": {lot: f"Lot {lot}" for lot in lots}, "facts": facts})], seed, after_each)
    _follow(game, moments(Wishes(hands, rng, lots), wishes), seed, after_each)
    return game


def _follow(game: Game, errands: Iterable[Errand], seed: int, after_each: Callable[[Game], None] | None) -> None:
    for errand in errands:
        try:
            game.play(errand)
            if after_each is not None:
                after_each(game)
        except AssertionError as difference:
            last = "\n".join(f"  {kind} {fields}" for kind, fields in game.played[-12:])
            raise AssertionError(f"seed {seed}, wish {len(game.played)}:\n{last}\n{difference}") from difference
