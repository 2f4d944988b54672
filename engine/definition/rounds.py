"""Assessment rounds: criteria, sub-criteria, weights and the scale, fixed before anybody is scored (EVAL-1)."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field, model_validator

from engine.definition.words import Name, StepName, Text, Titled


class SubCriterion(Titled):
    """A part of a criterion that is scored and explained on its own (PR24 reg 31(2)(e))."""

    weight: Decimal = Field(gt=0, le=100)


class Criterion(Titled):
    """An award criterion with its weight; scored as a whole when it has no sub-criteria."""

    weight: Decimal = Field(gt=0, le=100)
    sub_criteria: dict[Name, SubCriterion] = Field(default_factory=dict)
    minimum: int | None = Field(default=None, description="A score below this disqualifies (s.23(3)(a)).")


class AssessmentRound(Titled):
    """One round of assessment: who scores, who moderates, on which scale."""

    criteria: dict[Name, Criterion] = Field(min_length=1)
    scale_min: int = Field(default=0, ge=0)
    scale_max: int = Field(default=5, ge=1, le=1000)
    scored_by: Name
    moderated_by: Name
    during: tuple[StepName, ...] = Field(min_length=1)
    evaluators: int = Field(default=2, ge=1, le=50, description="Independent scores needed before moderation.")
    tie_break: Text

    @model_validator(mode="after")
    def _weights_add_up(self) -> AssessmentRound:
        """EVAL-2: weights add to exactly 100, in decimal arithmetic."""
        total = sum((c.weight for c in self.criteria.values()), Decimal(0))
        if total != 100:
            raise ValueError(f"the weights of the criteria add to {total}, not to 100 (EVAL-2)")
        for name, criterion in self.criteria.items():
            if criterion.sub_criteria:
                part = sum((s.weight for s in criterion.sub_criteria.values()), Decimal(0))
                if part != 100:
                    raise ValueError(f"the sub-criteria of {name} add to {part}, not to 100 (EVAL-2)")
        return self

    def cells(self) -> tuple[tuple[str, str], ...]:
        """Every (criterion, sub-criterion) that is scored; the sub-criterion is empty when there is none."""
        return tuple(
            (name, sub) for name, criterion in self.criteria.items() for sub in (tuple(criterion.sub_criteria) or ("",))
        )
