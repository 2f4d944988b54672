"""Burden of a plan: the hours that papers cost, what need not be asked again, and how much of it a stage may cost."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field, model_validator

from engine.definition.plan.figures import Estimate
from engine.definition.words import Name, NoticeName, Text, Word


class Reuse(StrEnum):
    """Why a bidder need not be asked: it said so before, the authority holds it, or it is core information."""

    ASKED_BEFORE = "asked_before"
    HELD_BY_AUTHORITY = "held_by_authority"
    CORE_INFORMATION = "core_information"


class Reusable(Word):
    """A part of a paper that is there already, and the hours that each bidder is spared when it is taken over."""

    kind: Reuse
    what: Text
    hours: int = Field(ge=1, le=100_000, description="Hours of each bidder, as likely, that this part takes.")
    artefact: Name | None = Field(default=None, description="asked_before: the paper in which it was asked.")
    taken_over: bool = Field(default=False, description="It is taken from there, and its hours are not spent.")

    @model_validator(mode="after")
    def _from_a_paper(self) -> Reusable:
        if (self.kind is Reuse.ASKED_BEFORE) != (self.artefact is not None):
            raise ValueError("asked_before, and only it, names the artefact in which it was asked")
        return self


class ArtefactPlan(Word):
    """A paper: the hours that it costs each bidder, and the authority's staff for each copy."""

    bidder_hours: Estimate | None = Field(default=None, description="Hours that it costs one bidder to write.")
    written_by: Name | None = Field(
        default=None, description="The partner state of those who write it; default: those of whom gates ask it."
    )
    hours: dict[Name, Estimate] = Field(default_factory=dict, description="Hours of staff, by role, for each copy.")
    reusable: tuple[Reusable, ...] = ()

    @model_validator(mode="after")
    def _within_its_hours(self) -> ArtefactPlan:
        parts = sum(part.hours for part in self.reusable)
        whole = 0 if self.bidder_hours is None else self.bidder_hours.likely
        if parts > whole:
            raise ValueError(f"its reusable parts take {parts} hours of a bidder, the whole paper likely {whole}")
        return self


class Justification(Word):
    """Why a stage costs bidders more than its budget: by whom, and in which notice the reason is published."""

    by: Name = Field(description="The role that answers for it.")
    reason: Text
    published_in: NoticeName


class BurdenBudget(Word):
    """How many hours all bidders together may spend on a stage's papers for each thousand of money on offer."""

    on_offer: tuple[Name, ...] = Field(min_length=1, description="The payments that bidders of this stage compete for.")
    hours_per_thousand: Decimal = Field(ge=0, le=100_000, description="Hours of all bidders for each 1,000 on offer.")
    justification: Justification | None = None
