"""Values against thresholds: the figures of the day on which a definition is judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from procedures.law import figures
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View

_PART_OF_VALUE = ("options", "extensions", "premiums", "prizes", "participant_payments", "vat")


@predicate
def value_against(
    view: View, *, figure: str, side: Literal["below", "at_least"], unless: tuple[str, ...] = ()
) -> Iterator[Fault]:
    """The estimated value, where the plan gives one, lies on the law's side of the threshold of the day."""
    plan = view.definition.plan
    if plan is None or plan.estimated_value is None or view.on is None:
        return
    if any(view.answer(word) is not False for word in unless):
        return
    threshold, total = figures.figure(figure, view.on).amount, plan.estimated_value.total
    if side == "below" and total >= threshold:
        said = (
            f"the estimated value of {total:,} is not below the threshold of {threshold:,} ({figure}):"
            " take another route (`seedbed design route` says which fits)"
        )
        yield Fault(where="plan.estimated_value.total", message=said)
    if side == "at_least" and total < threshold:
        said = f"the estimated value of {total:,} is below the threshold of {threshold:,} ({figure})"
        yield Fault(where="plan.estimated_value.total", message=said)


@predicate
def value_counts(view: View, *, parts: tuple[str, ...] = _PART_OF_VALUE) -> Iterator[Fault]:
    """An estimated value in the plan counts everything that the law counts, be it as 0."""
    plan = view.definition.plan
    if plan is None or plan.estimated_value is None:
        return
    counted = {str(part) for part in plan.estimated_value.counts}
    for part in parts:
        if part not in counted:
            said = f"the estimated value does not say whether it counts {part.replace('_', ' ')}: add it, be it as 0"
            yield Fault(where="plan.estimated_value.counts", message=said)


@predicate
def payments_counted(view: View) -> Iterator[Fault]:
    """What is paid to participants is counted in the estimated value."""
    plan = view.definition.plan
    if plan is None or plan.estimated_value is None or plan.payments is None:
        return
    paid = [name for name, payment in plan.payments.items() if not payment.under_contract]
    counted = {str(part): amount.amount for part, amount in plan.estimated_value.counts.items()}
    if paid and not counted.get("participant_payments", 0) and not counted.get("prizes", 0):
        said = f"{', '.join(paid)} is paid to participants, and the estimated value counts nothing for it"
        yield Fault(where="plan.estimated_value.counts", message=said)
