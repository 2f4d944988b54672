"""Money: set aside, bind on a legal base, pay; never over the envelope, never a float."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.definition.requirements import BudgetCovers
from engine.evaluation import Context
from engine.evaluation.context import listed
from engine.explain import standing_in_the_way
from engine.money import classify, format_money
from engine.state import Commitment


def set_envelope(context: Context, command: c.SetEnvelope) -> tuple[e.Event, ...]:
    """Set aside a sum; it can grow, or shrink to what is already bound."""
    definition, state = context.definition, context.state
    require_known(definition.money.envelopes, command.envelope, "envelope")
    require_role(context, command, definition.money.set_envelope_by, "set money aside")
    reasons = Reasons(context, f'set aside "{definition.money.envelopes[command.envelope].title}"')
    _currency(reasons, command.currency)
    known = state.envelopes.get(command.envelope)
    bound = 0 if known is None else known.committed_minor
    why = f"{format_money(bound, command.currency)} are already bound"
    reasons.need(command.amount_minor >= bound, "bound", "It covers what is bound.", why)
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    reasons.settle()
    return (e.EnvelopeSet(envelope=command.envelope, amount_minor=command.amount_minor, currency=command.currency),)


def _currency(reasons: Reasons, currency: str) -> None:
    wanted = reasons.context.definition.money.currency
    reasons.need(currency == wanted, "currency", "One currency.", f"{currency} is not {wanted}")


def commit(context: Context, command: c.CommitMoney) -> tuple[e.Event, ...]:
    """Bind money to a partner: within the envelope, on a legal base, classified by its answers (law.md 8.0, 6)."""
    definition, state = context.definition, context.state
    require_known(definition.money.envelopes, command.envelope, "envelope")
    require_known(definition.money.legal_bases, command.legal_base, "legal base")
    require_known(state.partners, command.partner, "partner")
    require_role(context, command, definition.money.commit_by, "commit money")
    amount = sum(i.amount_minor for i in command.instalments)
    money = format_money(amount, command.currency)
    reasons = Reasons(context, f"commit {money} to {command.partner}")
    _currency(reasons, command.currency)
    known = state.commitments.get(command.commitment)
    reasons.need(known is None, "once", "It is new.", f"commitment {command.commitment} exists already")
    names = [i.instalment for i in command.instalments]
    reasons.need(len(set(names)) == len(names), "instalments", "Instalments differ.", "an instalment is named twice")
    partner = state.partners[command.partner]
    payable = partner.state in definition.money.payable_states
    title = definition.partners.states[partner.state].title
    reasons.need(payable, "payable", "The partner can be paid.", f'{command.partner} is "{title}" and cannot be paid')
    _within(reasons, command.envelope, amount)
    reasons.add(standing_in_the_way(context))
    reasons.settle()
    return (
        e.MoneyCommitted(
            commitment=command.commitment,
            envelope=command.envelope,
            partner=command.partner,
            amount_minor=amount,
            currency=command.currency,
            instalments=[(i.instalment, i.amount_minor) for i in command.instalments],
            legal_base=command.legal_base,
            category=classify(command.answers).value,
            answers=command.answers.model_dump(),
        ),
    )


def _within(reasons: Reasons, envelope: str, amount: int) -> None:
    context = reasons.context
    rule, known = context.definition.money.envelopes[envelope], context.state.envelopes.get(envelope)
    stages = ", ".join(rule.stages)
    here = context.state.stage in rule.stages or _next_stage(context) in rule.stages
    why = f'"{rule.title}" is for {stages}'
    reasons.need(here, "stage", "The envelope is for this stage.", why)
    if known is None:
        next_ = context.type_group("money", f"envelope {envelope} AMOUNT")
        by = context.definition.money.set_envelope_by
        why = f'no money is in "{rule.title}"'
        reasons.need(False, "envelope", "Money is set aside.", why, who=by, next_=next_, rules=rule.rules)
        return
    left = known.amount_minor - known.committed_minor
    over = format_money(amount - left, known.currency)
    why = (
        f'{format_money(amount, known.currency)} exceed what is left of "{rule.title}"'
        f" ({format_money(left, known.currency)} of {format_money(known.amount_minor, known.currency)}) by {over}"
    )
    by = context.definition.money.set_envelope_by
    reasons.need(amount <= left, "envelope", "The envelope covers it.", why, who=by, rules=rule.rules)


def _next_stage(context: Context) -> str | None:
    """Money may be bound while the gate into its stage is being prepared."""
    names = [stage.stage for stage in context.definition.stages]
    at = names.index(context.state.stage) + 1
    return names[at] if at < len(names) else None


def pay(context: Context, command: c.PayInstalment) -> tuple[e.Event, ...]:
    """Record one payment: the instalment's exact sum, once, on a running commitment."""
    definition, state = context.definition, context.state
    require_known(state.commitments, command.commitment, "commitment")
    require_role(context, command, definition.money.pay_by, "pay")
    known = state.commitments[command.commitment]
    require_known(known.instalments, command.instalment, "instalment")
    money = format_money(command.amount_minor, known.currency)
    reasons = Reasons(context, f"pay {money} to {known.partner}")
    foreseen = known.instalments[command.instalment]
    why = f"the instalment is {format_money(foreseen, known.currency)}"
    reasons.need(command.amount_minor == foreseen, "sum", "The sum is the one agreed.", why)
    paid = command.instalment in known.paid
    reasons.need(not paid, "once", "It is paid once.", f"instalment {command.instalment} is paid already")
    _gate_passed(reasons, known)
    envelope = state.envelopes[known.envelope]
    over = envelope.paid_minor + command.amount_minor - envelope.amount_minor
    why = f"payments would exceed the envelope by {format_money(max(over, 0), known.currency)}"
    rules = definition.money.envelopes[known.envelope].rules
    reasons.need(over <= 0, "envelope", "The envelope covers it.", why, rules=rules)
    reasons.settle()
    return (
        e.InstalmentPaid(
            commitment=command.commitment,
            envelope=known.envelope,
            instalment=command.instalment,
            partner=known.partner,
            amount_minor=command.amount_minor,
            currency=known.currency,
        ),
    )


def _gate_passed(reasons: Reasons, known: Commitment) -> None:
    """What was bound for a gate that asks for this money is paid once that gate has been passed, never before."""
    definition, state = reasons.context.definition, reasons.context.state
    ahead = [
        move.title
        for move in definition.moves_from[state.step]
        for asked in move.gate
        if isinstance(asked, BudgetCovers) and asked.envelope == known.envelope
    ]
    early = bool(ahead) and known.n > state.entered_n(state.step)
    why = f'it was bound for "{listed(ahead)}", which has not happened yet'
    next_ = reasons.context.type_("explain")
    reasons.need(not early, "gate_passed", "Its gate has been passed.", why, next_=next_, rules=("UK-CFP-1",))
