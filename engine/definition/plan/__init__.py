"""The plan of a procedure: what is expected of dates, people, suppliers, papers and money, for checks and simulation.

Nothing in it binds anybody: no gate and no deadline asks it. It is what a definition is checked and simulated against.
"""

from engine.definition.plan.burden import ArtefactPlan, BurdenBudget, Justification, Reusable, Reuse
from engine.definition.plan.figures import Amount, Chance, Estimate, Lasting
from engine.definition.plan.money import EstimatedValue, HourlyRates, Instalment, PaymentPlan, ValuePart
from engine.definition.plan.need import Need
from engine.definition.plan.people import Staff
from engine.definition.plan.times import Closure, FixedDate, Launch, StepPlan, YearDay
from engine.definition.plan.whole import Plan

__all__ = [
    "Amount",
    "ArtefactPlan",
    "BurdenBudget",
    "Chance",
    "Closure",
    "Estimate",
    "EstimatedValue",
    "FixedDate",
    "HourlyRates",
    "Instalment",
    "Justification",
    "Lasting",
    "Launch",
    "Need",
    "PaymentPlan",
    "Plan",
    "Reusable",
    "Reuse",
    "Staff",
    "StepPlan",
    "ValuePart",
    "YearDay",
]
