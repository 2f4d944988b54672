"""What is wrong with the money of a plan: over its envelope, without a base, or left out of the estimated value.

UK-SCOPE-4 (Procurement Act 2023, Schedule 3, paragraph 1): the estimated value is the most that the authority could
expect to pay, with options, extensions, premiums, prizes, payments to participants, and VAT.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.definition import Definition
from engine.definition import requirements as r
from engine.definition.plan import EstimatedValue, PaymentPlan, Plan, ValuePart
from engine.money import format_money
from procedures.checker.finding import Finding, Severity
from procedures.spending.measuring import Spending, spending_of

_VALUE: Final = "UK-SCOPE-4"
MINOR: Final = 100


def check(definition: Definition) -> tuple[Finding, ...]:
    """Everything that the money of a plan comes to; without payments only what the estimated value says by itself."""
    plan = definition.plan
    if plan is None:
        return ()
    spending = spending_of(definition)
    found = (*_numbers(definition, plan), *(_value_parts(definition, plan.estimated_value)))
    if spending is None:
        return found
    return (
        *found,
        *(f for name, paid in plan.payments.items() for f in _payment(definition, plan, name, paid)),
        *_envelopes(definition, plan, spending),
        *_counted(definition, plan, spending),
    )


def _rule(definition: Definition) -> str:
    return _VALUE if definition.regime.startswith("PA23") else ""


def _payment(definition: Definition, plan: Plan, name: str, paid: PaymentPlan) -> Iterator[Finding]:
    where, money = f"plan.payments.{name}", definition.money
    if paid.stage not in money.envelopes[paid.envelope].stages:
        message = (
            f"the envelope {paid.envelope} is for {', '.join(money.envelopes[paid.envelope].stages)}, not {paid.stage}"
        )
        yield Finding(where=f"{where}.stage", message=message)
    if paid.partners not in money.payable_states:
        message = (
            f"no money can be committed to a partner that is {paid.partners}: {', '.join(money.payable_states)} can be"
        )
        yield Finding(where=f"{where}.partners", message=message)
    if paid.partners not in plan.suppliers:
        message = f"how many are {paid.partners} is not planned (plan.suppliers): the payment cannot be counted"
        yield Finding(where=f"{where}.partners", message=message, severity=Severity.WARN)
    base = money.legal_bases[paid.legal_base]
    if base.caution is not None:
        message = f"{base.title}: {base.caution}"
        yield Finding(
            where=f"{where}.legal_base", message=message, severity=Severity.INFO, rule=next(iter(base.rules), "")
        )
    for number, part in enumerate(paid.instalments):
        if part.after is not None and not definition.artefacts[part.after].per_partner:
            message = f"{part.after} is a paper of the procedure: it cannot show what one partner is paid for"
            yield Finding(where=f"{where}.instalments[{number}].after", message=message)
    if not paid.instalments and paid.each.most:
        message = "it is paid in one sum: instalments after accepted papers keep what is not earned yet"
        yield Finding(where=where, message=message, severity=Severity.INFO)


def _envelopes(definition: Definition, plan: Plan, spending: Spending) -> Iterator[Finding]:
    for name, expected in spending.envelopes.items():
        if name not in plan.envelopes:
            message = f"the sum of {name} is not planned (plan.envelopes): whether it is enough cannot be said"
            yield Finding(where="plan.envelopes", message=message, severity=Severity.WARN)
            continue
        holds, title = plan.envelopes[name].amount, definition.money.envelopes[name].title
        for most, how, severity in (
            (expected.least, "at least", Severity.MUST),
            (expected.likely, "likely", Severity.SHOULD),
            (expected.most, "at most", Severity.WARN),
        ):
            if most > holds:
                comes_to, sum_ = _shown(definition, most), _shown(definition, holds)
                message = f"{title}: payments come to {comes_to} {how}, and it holds {sum_}"
                yield Finding(
                    where=f"plan.envelopes.{name}", message=message, severity=severity, rule=_rule(definition)
                )
                break


def _value_parts(definition: Definition, value: EstimatedValue | None) -> Iterator[Finding]:
    """Every part is named, if only to say that there is none of it."""
    if value is None or not definition.regime.startswith("PA23"):
        return
    for part in (ValuePart.VAT, ValuePart.OPTIONS, ValuePart.EXTENSIONS, ValuePart.PARTICIPANT_PAYMENTS):
        if part not in value.counts:
            message = (
                f"the estimated value does not say what it counts of {part.replace('_', ' ')}: 0 where there is none"
            )
            yield Finding(where="plan.estimated_value.counts", message=message, rule=_VALUE)


def _counted(definition: Definition, plan: Plan, spending: Spending) -> Iterator[Finding]:
    value, rule = plan.estimated_value, _rule(definition)
    if value is None:
        message = "payments are planned, and no estimated value counts them (plan.estimated_value)"
        yield Finding(where="plan.payments", message=message, severity=Severity.SHOULD, rule=rule)
        return
    counted = value.counts.get(ValuePart.PARTICIPANT_PAYMENTS)
    prizes = value.counts.get(ValuePart.PRIZES)
    inside = sum(part.amount for part in (counted, prizes) if part is not None)
    if spending.to_participants.most > inside:
        message = (
            f"participants may be paid {_shown(definition, spending.to_participants.most)}, and the estimated value"
            f" counts {_shown(definition, inside)} of it"
        )
        yield Finding(where="plan.estimated_value.counts", message=message, rule=rule)
    envelopes = sum(amount.amount for amount in plan.envelopes.values())
    if envelopes > value.total:
        message = (
            f"the envelopes hold {_shown(definition, envelopes)}, more than the estimated value of"
            f" {_shown(definition, value.total)}: the value is the most that could be paid"
        )
        yield Finding(where="plan.estimated_value.total", message=message, severity=Severity.SHOULD, rule=rule)


def _numbers(definition: Definition, plan: Plan) -> Iterator[Finding]:
    """Numbers of partners that a gate would not let pass."""
    for number, move in enumerate(definition.moves):
        for index, one in enumerate(move.gate):
            if not isinstance(one, r.PartnersInState) or len(one.states) > 1 or one.states[0] not in plan.suppliers:
                continue
            if one.when is not None and not plan.answers.get(one.when, False):
                continue  # it is not asked by the answers of the plan
            expected, where = plan.suppliers[one.states[0]], f"moves[{number}].gate[{index}]"
            # With each_lot the number is one lot's, and the plan counts the suppliers of all lots together.
            if one.max and not one.each_lot and expected.most > one.max:
                message = (
                    f"{expected.most} partners may be {one.states[0]} by the plan, and {move.move} lets {one.max} pass"
                )
                yield Finding(where=where, message=message, severity=Severity.WARN)
            if one.severity is r.Severity.MUST and expected.least < one.min:
                message = f"only {expected.least} partners may be {one.states[0]}, and {move.move} wants {one.min}"
                yield Finding(where=where, message=message, severity=Severity.WARN)


def _shown(definition: Definition, amount: int) -> str:
    return format_money(amount * MINOR, definition.money.currency).removesuffix(".00")
