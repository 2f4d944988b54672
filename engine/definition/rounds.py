"""Assessment rounds: criteria, sub-criteria, weights and the scale, fixed before anybody is scored (EVAL-1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from engine.definition.words import LATER, Name, StepName, Text, Titled


class SubCriterion(Titled):
    """A part of a criterion that is scored and explained on its own (PR24 reg 31(2)(e))."""

    weight: Decimal = Field(gt=0, le=100)


class Criterion(Titled):
    """An award criterion with its weight; scored as a whole when it has no sub-criteria."""

    weight: Decimal = Field(gt=0, le=100)
    sub_criteria: dict[Name, SubCriterion] = Field(default_factory=dict)
    minimum: int | None = Field(default=None, description="A score below this disqualifies (s.23(3)(a)).")


class RefinementRules(Titled):
    """How the criteria of a round may be refined, as the tender notice foresees it (UK-REF-1)."""

    criteria: tuple[Name, ...] = Field(min_length=1, description="Criteria that may be refined; no other.")
    by: tuple[Name, ...] = Field(min_length=1)
    during: tuple[StepName, ...] = Field(min_length=1)
    before: StepName = Field(description="The step in which final tenders are invited: nothing is refined after it.")
    eliminated: tuple[Name, ...] = Field(
        min_length=1, description="Partner states of those whom an assessment put out: earlier rounds are run again."
    )
    named_to: tuple[Name, ...] = Field(
        default=(), description="Roles to whom a refusal names such a supplier, beside whoever assessed it."
    )


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
    refinement: Annotated[RefinementRules | None, LATER] = Field(
        default=None, description="What the notice foresees about refining the criteria; empty: they stay as they are."
    )

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
        if self.refinement is not None:
            unknown = [name for name in self.refinement.criteria if name not in self.criteria]
            if unknown:
                raise ValueError(f"refinement foresees {', '.join(unknown)}, which is no criterion of the round")
        return self

    def cells(self) -> tuple[tuple[str, str], ...]:
        """Every (criterion, sub-criterion) that is scored; the sub-criterion is empty when there is none."""
        return tuple(
            (name, sub) for name, criterion in self.criteria.items() for sub in (tuple(criterion.sub_criteria) or ("",))
        )
