"""The whole plan: an optional section of a definition."""

from __future__ import annotations

from pydantic import Field

from engine.definition.plan.burden import ArtefactPlan, BurdenBudget
from engine.definition.plan.figures import Amount, Chance, Estimate, Lasting
from engine.definition.plan.money import EstimatedValue, HourlyRates, PaymentPlan
from engine.definition.plan.need import Need
from engine.definition.plan.people import Staff
from engine.definition.plan.times import Closure, FixedDate, Launch, StepPlan
from engine.definition.words import Name, NoticeName, StepName, Word


class Plan(Word):
    """What is expected of dates, people, suppliers, papers and money; each part is optional."""

    launch: Launch | None = None
    until: StepName | None = Field(
        default=None, description="Planned up to the entry into this step; default: the end."
    )
    answers: dict[Name, bool] = Field(default_factory=dict, description="Answers to questions of fact; default: no.")
    steps: dict[StepName, StepPlan] = Field(default_factory=dict)
    deadlines: dict[Name, Lasting] = Field(
        default_factory=dict, description="How long a deadline that a person sets, or may lengthen, is to run."
    )
    notices: dict[NoticeName, StepName] = Field(
        default_factory=dict, description="In which step a notice is published; default: the first in which it may be."
    )
    moves: dict[Name, Chance] = Field(
        default_factory=dict, description="The chance of each move when its step's work is done; default: certain."
    )
    closures: tuple[Closure, ...] = ()
    fixed_dates: tuple[FixedDate, ...] = ()
    suppliers: dict[Name, Estimate] = Field(
        default_factory=dict, description="How many partners ever come to be in each state."
    )
    people: dict[Name, Staff] = Field(default_factory=dict)
    artefacts: dict[Name, ArtefactPlan] = Field(default_factory=dict)
    hourly_rates: HourlyRates | None = None
    envelopes: dict[Name, Amount] = Field(default_factory=dict, description="The sum of each envelope.")
    estimated_value: EstimatedValue | None = None
    payments: dict[Name, PaymentPlan] = Field(default_factory=dict)
    burden: dict[Name, BurdenBudget] = Field(default_factory=dict, description="For each stage with papers to write.")
    need: Need | None = None
