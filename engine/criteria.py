"""The criteria of a round as they are now: as published, or as they were refined since (UK-REF-1..4)."""

from __future__ import annotations

from decimal import Decimal

from engine.definition import AssessmentRound, Criterion, Definition, SubCriterion
from engine.state import RefinedCriterion, State


def round_as_refined(definition: Definition, state: State, name: str) -> AssessmentRound:
    """A round with its newest criteria, weights and minimums; everything else is as published."""
    rule, known = definition.rounds[name], state.refinements.get(name)
    return rule if known is None else with_criteria(rule, known.criteria)


def with_criteria(rule: AssessmentRound, criteria: dict[str, RefinedCriterion]) -> AssessmentRound:
    """A round under other criteria."""
    refined = {name: _criterion(rule.criteria[name], one) for name, one in criteria.items()}
    return rule.model_copy(update={"criteria": refined})


def _criterion(published: Criterion, one: RefinedCriterion) -> Criterion:
    subs = {sub: SubCriterion(title=title, weight=Decimal(weight)) for sub, (title, weight) in one.sub_criteria.items()}
    changes = {"title": one.title, "weight": Decimal(one.weight), "minimum": one.minimum, "sub_criteria": subs}
    return published.model_copy(update=changes)


def weight_text(weight: Decimal) -> str:
    """A weight as it is written in the history: plain digits, without zeros that say nothing."""
    return f"{weight.normalize():f}"
