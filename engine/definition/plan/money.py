"""Money of a plan: what is expected to be paid to whom on which legal base, and what the estimated value counts."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from engine.definition.plan.figures import Amount, Estimate
from engine.definition.words import Name, StepName, Text, Titled, Word


class ValuePart(StrEnum):
    """What an estimated value counts (UK: Schedule 3, paragraph 1; UK-SCOPE-4)."""

    CONTRACT = "contract"
    OPTIONS = "options"
    EXTENSIONS = "extensions"
    PREMIUMS = "premiums"
    PRIZES = "prizes"
    PARTICIPANT_PAYMENTS = "participant_payments"
    VAT = "vat"


class EstimatedValue(Word):
    """The most that the authority could expect to pay, and of which parts it is made up."""

    total: int = Field(ge=0, le=10**12, description="In whole units of the currency.")
    counts: dict[ValuePart, Amount] = Field(min_length=1, description="Each part; 0 where there is none of it.")

    @model_validator(mode="after")
    def _adds_up(self) -> EstimatedValue:
        parts = sum(part.amount for part in self.counts.values())
        if parts != self.total:
            raise ValueError(f"its parts add to {parts:,}, not to the total of {self.total:,} (UK-SCOPE-4)")
        return self


class Instalment(Word):
    """A part of a payment, and what it is paid for."""

    title: Text
    percent: int = Field(ge=1, le=100)
    after: Name | None = Field(default=None, description="The artefact whose acceptance makes it due.")


class PaymentPlan(Titled):
    """What every partner in a state is expected to be paid, from which envelope and on which legal base."""

    partners: Name = Field(description="The partner state whose expected number is paid.")
    each: Estimate = Field(description="To each partner, in whole units of the currency.")
    stage: Name = Field(description="The stage in which it is committed.")
    step: StepName | None = Field(
        default=None, description="The step from which it is paid; default: the stage's first."
    )
    envelope: Name
    legal_base: Name
    under_contract: bool = Field(
        default=False, description="Paid under the contract that is awarded, not to a participant in the procedure."
    )
    instalments: tuple[Instalment, ...] = ()

    @model_validator(mode="after")
    def _instalments_add_up(self) -> PaymentPlan:
        if self.instalments and (total := sum(part.percent for part in self.instalments)) != 100:
            raise ValueError(f"its instalments add to {total} per cent, not to 100")
        return self


class HourlyRates(Word):
    """What an hour costs, in whole units of the currency."""

    bidder: Amount
    staff: Amount
    roles: dict[Name, Amount] = Field(default_factory=dict, description="Roles whose hour costs something else.")
