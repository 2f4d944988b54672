"""What is said about a deadline's end: that one knows of it, that it was missed, that something was in time or late."""

from __future__ import annotations

from datetime import timedelta

from engine import commands as c
from engine import events as e
from engine.access import CLOCK
from engine.decide.reasons import Reasons, require_known, require_role
from engine.definition import LadderRole
from engine.errors import NotAllowed
from engine.evaluation import Context
from engine.evaluation.timing import may_rule
from engine.reminders.recipients import role_of
from engine.time.local_time import describe_instant


def acknowledge(context: Context, command: c.AcknowledgeDeadline) -> tuple[e.Event, ...]:
    """Somebody who is reminded of a deadline says, once, that they know of it; nothing else changes."""
    definition, state = context.definition, context.state
    require_known(definition.deadlines, command.deadline, "deadline")
    title = definition.deadlines[command.deadline].title
    require_role(context, command, reminded(context, command.deadline), f'acknowledge "{title}"')
    reasons = Reasons(context, f'acknowledge "{title}"')
    known = state.deadlines.get(command.deadline)
    reasons.need(known is not None, "known", "It has a date.", "it has no date yet")
    if known is not None:
        why = f"{command.actor} has acknowledged it already"
        reasons.need(command.actor not in known.acknowledged, "once", "It is acknowledged once.", why)
        reasons.need(known.met_n is None, "open", "It is not met yet.", f"it was met by event {known.met_n}")
    reasons.settle()
    return (e.DeadlineAcknowledged(deadline=command.deadline, by=command.actor, role=command.role),)


def reminded(context: Context, deadline: str) -> tuple[str, ...]:
    """The roles that are reminded of a deadline, and so may acknowledge it: owner, deputy, the next level up."""
    named = (role_of(context.definition, deadline, kind) for kind in LadderRole)
    others = context.definition.deadlines[deadline].set_by
    return tuple(dict.fromkeys(role for role in (*named, *others) if role is not None))


def record_missed(context: Context, command: c.RecordMissed) -> tuple[e.Event, ...]:
    """The clock, and nobody else, records that a deadline which something must meet ended and nothing had met it."""
    if (command.actor, command.role) != (CLOCK, CLOCK):
        raise NotAllowed(f"{command.actor} is not the clock: only the clock records that a deadline was missed.")
    definition, state = context.definition, context.state
    require_known(definition.deadlines, command.deadline, "deadline")
    rule = definition.deadlines[command.deadline]
    reasons = Reasons(context, f'record that "{rule.title}" was missed')
    why = "nothing meets it, so nobody can miss it: it only ends"
    reasons.need(bool(rule.met_by), "met_by", "Something meets it.", why)
    known = state.deadlines.get(command.deadline)
    passed = known is not None and context.has_passed(known) and not context.unclear(known)
    reasons.need(passed, "passed", "It has passed.", "it has not passed")
    if known is not None:
        reasons.need(known.met_n is None, "unmet", "Nothing met it.", f"it was met by event {known.met_n}")
        why = f"it was recorded by event {known.missed_n}"
        reasons.need(known.missed_n is None, "once", "It is recorded once.", why)
        over = state.ended is not None and known.n < state.entered_n(state.step)
        reasons.need(not over, "owed", "It is still owed.", f"it ended with the procedure ({state.ended})")
    reasons.settle()
    assert known is not None  # noqa: S101 - settled above
    return (e.DeadlineMissed(deadline=command.deadline, due_at=known.due_at),)


def rule(context: Context, command: c.RuleOnTime) -> tuple[e.Event, ...]:
    """A person's word on one receipt that the clock cannot place; it is given once and is about that receipt alone."""
    definition, state = context.definition, context.state
    require_known(definition.deadlines, command.deadline, "deadline")
    title = definition.deadlines[command.deadline].title
    require_role(context, command, may_rule(context, command.deadline), f'rule on "{title}"')
    reasons = Reasons(context, f'rule on what came at the end of "{title}"')
    known = state.deadlines.get(command.deadline)
    if known is None or not known.started or known.stopped_at is not None:
        reasons.need(False, "runs", "It has started and does not stand still.", "it is not running")
        reasons.settle()
    assert known is not None  # noqa: S101 - settled above
    when = describe_instant(command.received_at, definition.zone, precise=True)
    why = f"{when} lies in the future"
    reasons.need(command.received_at <= context.now, "received", "It has been received.", why)
    seconds = context.clock_error.total_seconds()
    why = f"{when} is further from the end than the clock can be wrong ({seconds:g} s): the clock decides"
    reasons.need(context.unclear(known, command.received_at), "unclear", "The clock cannot tell.", why)
    before = context.ruling(known, command.about, command.received_at)
    why = f"it was ruled by event {before.n}" if before else ""
    reasons.need(before is None, "once", "It is ruled once.", why)
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    reasons.settle()
    return (
        e.DeadlineRuled(
            deadline=command.deadline,
            subject=command.about,
            received_at=command.received_at,
            due_at=known.due_at,
            error_us=context.clock_error // timedelta(microseconds=1),
            in_time=command.in_time,
            by=command.actor,
            role=command.role,
            reason=command.reason,
        ),
    )
