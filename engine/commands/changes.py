"""What is changed after it was published: criteria, the notice and the documents, contracts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engine.commands.command import Command
from engine.commands.words import FreeText, MinorUnits, Ref
from engine.definition.words import Name, NoticeName

Weight = Annotated[Decimal, Field(gt=0, le=100, max_digits=12, decimal_places=6)]
Wording = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class RefinedSubCriterion(BaseModel):
    """A sub-criterion as it is from now on; a new one needs its title."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Wording | None = None
    weight: Weight


class RefinedCriterion(BaseModel):
    """What changes in a criterion; what is not said stays as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Wording | None = None
    weight: Weight | None = None
    minimum: Annotated[int, Field(ge=0, le=1000)] | None = None
    sub_criteria: dict[Name, RefinedSubCriterion] | None = Field(
        default=None, max_length=50, description="All of them, as they are from now on."
    )


class RefineCriteria(Command):
    """Refine the criteria of a round as the notice foresaw it, and weights only in consequence (UK-REF-1..4)."""

    kind: Literal["refine"] = "refine"
    round: Name
    criteria: dict[Name, RefinedCriterion] = Field(min_length=1, max_length=50)
    reason: FreeText


class RecordModification(Command):
    """Change the notice or the documents; after applications closed only if it is not substantial (UK-MOD-1..3)."""

    kind: Literal["modify"] = "modify"
    of: Literal["notice", "documents"]
    admits_others: bool | None = Field(
        default=None, description="Suppliers that did not take part would have been admitted (s.31(3))."
    )
    changes_participants: bool | None = Field(
        default=None, description="Other suppliers would have taken part, or been selected (s.31(3))."
    )
    told: tuple[Ref, ...] = Field(default=(), max_length=10_000, description="The participating suppliers told of it.")
    deadlines_considered: bool = Field(default=False, description="Whether to revise deadlines was considered.")
    reason: FreeText = Field(description="What changes, why, and what was decided about the deadlines.")


Ground = Literal["not_substantial", "below_threshold", "provided_for", "unforeseeable", "known_risk"]
"""The grounds of section 74 and Schedule 8 on which a contract is changed without a new procedure."""


class ChangeContract(Command):
    """Change a contract after its award, on a ground that permits it, with its notice first (UK-CHG-1..3)."""

    kind: Literal["change_contract"] = "change_contract"
    partner: Ref
    ground: Ground
    value_before_minor: Annotated[int, Field(ge=1, le=9_007_199_254_740_991)]
    value_after_minor: MinorUnits
    term_before_days: Annotated[int, Field(ge=1, le=36_600)]
    term_after_days: Annotated[int, Field(ge=1, le=36_600)]
    works: bool = False
    material: bool = Field(description="It changes the scope, or the economic balance in the supplier's favour.")
    overall_nature: bool = Field(description="It changes the overall nature of the contract.")
    split: bool = Field(description="It is one of several changes that would not be permitted as one.")
    aggregate_below_threshold: bool | None = Field(
        default=None, description="below_threshold: all such changes together stay below the threshold."
    )
    published_before: NoticeName | None = Field(
        default=None, description="provided_for: the notice that provided for it; known_risk: that named the risk."
    )
    reason: FreeText
