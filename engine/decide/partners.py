"""Partners: how they come in, move on and leave; leavers never return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.definition import PartnerMove
from engine.evaluation import Context, evaluate
from engine.evaluation.timing import Side, needs_ruling, side_of
from engine.explain import standing_in_the_way
from engine.machine import shape_of
from engine.state import Partner
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant, local_date


def register(context: Context, command: c.RegisterPartner) -> tuple[e.Event, ...]:
    """Record a request to participate; one that came after the deadline is kept unopened and not admitted."""
    definition, state = context.definition, context.state
    entry = definition.partners.entry
    require_role(context, command, entry.by, "register a partner")
    reasons = Reasons(context, f"register {command.partner}")
    known = state.partners.get(command.partner)
    why = f"{command.partner} is already registered (event {known.registered_n})" if known else ""
    reasons.need(known is None, "once", "A partner is registered once.", why)
    due = state.deadlines.get(entry.until)
    received_at = command.received_at or context.now
    open_door = state.step in entry.during or (due is not None and due.started and received_at > due.due_at)
    why = f"the door is not open in step {state.step}"
    reasons.need(open_door and due is not None and due.started, "door", "The door is open.", why, rules=("UK-CFP-4",))
    why = f"a receipt at {describe_instant(received_at, definition.zone)} lies in the future"
    reasons.need(received_at <= context.now, "received", "It has been received.", why)
    opened = due is None or not due.started or local_date(received_at, definition.zone) >= due.starts_on
    why = f"a receipt on {describe_date(local_date(received_at, definition.zone))} lies before the invitation"
    reasons.need(opened, "invited", "Suppliers were invited before.", why, rules=("UK-TN-1",))
    _lot_given(reasons, command.lot)
    reasons.add(standing_in_the_way(context))
    side = side_of(context, due, command.partner, received_at)
    if side is Side.UNCLEAR:
        reasons.add([needs_ruling(context, entry.until, command.partner, received_at)])
    reasons.settle()
    assert due is not None  # noqa: S101 - settled above
    on_time = side is Side.IN_TIME
    return (
        e.PartnerRegistered(
            partner=command.partner,
            state=entry.state if on_time else entry.late_state,
            lot=command.lot,
            sme=command.sme,
            received_at=received_at,
            due_at=due.due_at,
            on_time=on_time,
            name=command.name,
        ),
    )


def _lot_given(reasons: Reasons, lot: str | None) -> None:
    lots = reasons.context.state.lots
    if not lots:
        reasons.need(lot is None, "lot", "The lot exists.", "this procedure has no lots")
    elif reasons.need(lot is not None, "lot", "It is for a lot.", f"it needs --lot: one of {', '.join(sorted(lots))}"):
        assert lot is not None  # noqa: S101 - needed just now
        require_known(lots, lot, "lot")
        reasons.need(not lots[lot].ceased, "lot_open", "The lot is open.", f"lot {lot} has ceased")


def move(context: Context, command: c.MovePartner) -> tuple[e.Event, ...]:
    """Move one partner along its own state machine, through that move's gate."""
    definition, state = context.definition, context.state
    require_known(state.partners, command.partner, "partner")
    require_known(definition.partners.moves, command.move, "partner move")
    rule, partner = definition.partners.moves[command.move], state.partners[command.partner]
    require_role(context, command, rule.by, f'move a partner by "{rule.title}"')
    reasons = Reasons(context, f'move {command.partner} by "{rule.title}"')
    target = shape_of(definition).partner_target(partner.state, command.move)
    if target is None:
        _no_way(reasons, command, rule, partner)
    _in_its_time(reasons, command, rule)
    if not rule.while_stopped:
        # UK-SS-3: a stop stops every decision about a partner; only its own leave is its own (law.md 8.a).
        reasons.add(standing_in_the_way(context))
    if rule.target not in definition.leavers:
        lot = state.lots.get(partner.lot or "")
        why = f"lot {partner.lot} has ceased"
        reasons.need(lot is None or not lot.ceased, "lot_open", "The lot is open.", why)
    own = replace(context, partner=command.partner)
    reasons.add(evaluate(requirement, own) for requirement in rule.gate)
    reasons.settle()
    return (
        e.PartnerMoved(
            partner=command.partner,
            move=command.move,
            source=partner.state,
            target=rule.target,
            heard=command.heard,
            by=command.actor,
            reason=command.reason,
        ),
    )


def _no_way(reasons: Reasons, command: c.MovePartner, rule: PartnerMove, partner: Partner) -> None:
    states = reasons.context.definition.partners.states
    if partner.state in reasons.context.definition.leavers:
        why = f'{command.partner} has left ("{states[partner.state].title}", event {partner.n}) and never returns'
        reasons.need(False, "still_in", "The partner is still in.", why, rules=("UK-CFP-4",))
        return
    sources = ", ".join(states[s].title for s in rule.source)
    why = f'{command.partner} is "{states[partner.state].title}"; this move starts from {sources}'
    reasons.need(False, "state", "The move starts from where the partner is.", why)


def _in_its_time(reasons: Reasons, command: c.MovePartner, rule: PartnerMove) -> None:
    context = reasons.context
    step = context.state.step
    in_step = step in rule.during
    reasons.need(
        in_step, "during", "The move belongs to this step.", f"it is not made in step {step}", rules=rule.rules
    )
    if rule.until is not None:
        due = context.state.deadlines.get(rule.until)
        title = context.definition.deadlines[rule.until].title
        side = side_of(context, due, command.partner)
        if side is Side.UNCLEAR:
            reasons.add([needs_ruling(context, rule.until, command.partner)])
        reasons.need(side is not Side.LATE, "until", "It comes in time.", f'"{title}" has passed', rules=("UK-CLK-6",))
    if rule.needs_reason:
        reasons.need(
            command.reason is not None, "reason", "A reason is recorded.", "it needs --reason", rules=("UK-REC-1",)
        )
    if rule.needs_hearing:
        why = "the supplier must be heard first: say --heard when it was"
        reasons.need(command.heard, "heard", "The supplier was heard.", why, rules=("UK-EXC-4",))


def check_exclusion(context: Context, command: c.RecordExclusionCheck) -> tuple[e.Event, ...]:
    """Record the check of one partner; an adverse outcome, and its end, needs its reason (UK-EXC-4)."""
    state = context.state
    require_known(state.partners, command.partner, "partner")
    require_role(context, command, context.definition.powers.check_exclusions, "record an exclusion check")
    reasons = Reasons(context, f"record the exclusion check of {command.partner}")
    why = "the debarment list was not looked at: say --debarment-list when it was"
    reasons.need(command.debarment_list_checked, "debarment", "The list was looked at.", why, rules=("UK-EXC-8",))
    why = "intended subcontractors were not checked: say --subcontractors when they were"
    reasons.need(command.subcontractors_checked, "subcontractors", "They were checked.", why, rules=("UK-EXC-3",))
    known = state.exclusions.get(command.partner)
    adverse = command.outcome != "clear" or (known is not None and known.outcome == "excluded")
    why = "an adverse outcome, and its end, needs --reason"
    reasoned = command.reason is not None or not adverse
    reasons.need(reasoned, "reason", "A reason is recorded.", why, rules=("UK-EXC-4",))
    left = state.partners[command.partner].state in context.definition.leavers
    reasons.need(not left, "still_in", "The partner is still in.", f"{command.partner} has left")
    _as_the_rules_want(reasons, command)
    reasons.settle()
    return (
        e.ExclusionChecked(
            partner=command.partner,
            outcome=command.outcome,
            debarment_list_checked=command.debarment_list_checked,
            subcontractors_checked=command.subcontractors_checked,
            reason=command.reason,
        ),
        *_consulted(command),
    )


def _consulted(command: c.RecordExclusionCheck) -> Iterator[e.Event]:
    """UK-EXC-8: which list was looked at, where it is said."""
    if command.list_on is not None or command.list_source is not None or command.heard:
        yield e.DebarmentListConsulted(
            partner=command.partner, list_on=command.list_on, list_source=command.list_source, heard=command.heard
        )


def _as_the_rules_want(reasons: Reasons, command: c.RecordExclusionCheck) -> None:
    """UK-EXC-4, UK-EXC-8: of which day the list was and where it was read; nothing adverse before a hearing."""
    today = local_date(reasons.context.now, reasons.context.definition.zone)
    ahead = command.list_on is not None and command.list_on > today
    reasons.need(not ahead, "list_on", "The list is of today or before.", "the day of the list lies ahead")
    rules = reasons.context.definition.exclusions
    if rules is None:
        return
    recorded = command.list_on is not None and command.list_source is not None
    why = "it needs --list-on DATE and --list-source TEXT: of which day the list was, and where it was read"
    kept = recorded or not rules.list_recorded
    reasons.need(kept, "list_recorded", "The list is on record.", why, rules=("UK-EXC-8",))
    why = "the supplier must be heard before anything adverse is decided: say --heard when it was"
    fair = command.heard or command.outcome == "clear" or not rules.right_of_reply
    reasons.need(fair, "heard", "The supplier was heard.", why, rules=("UK-EXC-4",))
