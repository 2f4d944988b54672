"""The money of a plan in figures: what each payment, each envelope and each stage is expected to come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definition import Definition
from procedures.burden.measuring import NOTHING, Range, bidders_of, range_of


@dataclass(frozen=True, kw_only=True)
class Spending:
    """What is expected to be paid, in whole units of the currency: by payment, by envelope, by stage.

    A payment is None where nobody says how many are paid.
    """

    payments: Mapping[str, Range | None]
    envelopes: Mapping[str, Range]
    stages: Mapping[str, Range]
    to_participants: Range


def spending_of(definition: Definition) -> Spending | None:
    """Multiply each payment by the number of partners that are expected; None where none is planned."""
    plan = definition.plan
    if plan is None or not plan.payments:
        return None
    payments: dict[str, Range | None] = {}
    envelopes: dict[str, Range] = {}
    stages: dict[str, Range] = {}
    to_participants = NOTHING
    for name, paid in plan.payments.items():
        count = bidders_of(plan, paid.partners)
        sum_ = None if count is None else range_of(paid.each) * count
        payments[name] = sum_
        envelopes[paid.envelope] = envelopes.get(paid.envelope, NOTHING) + (sum_ or NOTHING)
        stages[paid.stage] = stages.get(paid.stage, NOTHING) + (sum_ or NOTHING)
        if not paid.under_contract:
            to_participants += sum_ or NOTHING
    return Spending(payments=payments, envelopes=envelopes, stages=stages, to_participants=to_participants)
