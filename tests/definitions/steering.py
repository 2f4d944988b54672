"""Driving one supplier of any definition: a move of its own with everything that the gate of that move still asks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.evaluation import evaluate
from tests.hands import Hands
from tests.pilot import MOST_ERRANDS, Pilot, run
from tests.remedies import REMEDIES


def move_partner(hands: Hands, ref: str, move: str, **fields: Any) -> None:
    """Make a partner's move, and everything that it needs first."""
    rule = hands.definition.partners.moves[move]
    for _ in range(MOST_ERRANDS):
        own = replace(Pilot(hands=hands, partners={}).context, partner=ref, move=move)
        missing = next((asked for asked in rule.gate if evaluate(asked, own).blocks), None)
        errand = None if missing is None else next(iter(REMEDIES[type(missing)](missing, own)), None)
        if errand is None:
            hands.do("move_partner", partner=ref, move=move, **fields)
            return
        run(hands, errand)
    raise AssertionError(f"{ref}: {move} never comes any nearer")


def score(hands: Hands, round_: str, ref: str, points: int) -> None:
    """Two independent scores and a moderated one for every criterion of a round, all the same."""
    rule = hands.definition.rounds[round_]
    people = (rule.scored_by, f"{rule.scored_by}_2")
    for person in people:
        if f"{rule.scored_by}/{person}" not in hands.state.conflicts:
            hands.do("declare_conflicts", role=rule.scored_by, actor=person)
    for criterion, sub in rule.cells():
        cell: dict[str, Any] = {
            "round": round_, "partner": ref, "criterion": criterion, "sub_criterion": sub or None, "score": points,
        }  # fmt: skip
        for person in people:
            hands.do("record_assessment", actor=person, **cell)
        hands.do("moderate_assessment", **cell)
