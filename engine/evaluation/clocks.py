"""Requirements about deadlines and the standstill."""

from __future__ import annotations

from engine.definition.requirements import DeadlineNotPassed, DeadlinePassed, StandstillOver
from engine.evaluation.context import Context, Reply
from engine.evaluation.planned import to_set
from engine.explanation import Evidence
from engine.state import Deadline
from engine.time.local_time import describe_instant


def deadline_passed(asks: DeadlinePassed, context: Context) -> Reply:
    """The deadline has started and its last moment is over."""
    known = context.state.deadlines.get(asks.deadline)
    if known is None or not known.started:
        return _not_running(asks.deadline, known, context)
    if context.has_passed(known):
        return Reply(met=True, why=f"{_title(asks.deadline, context)} passed", evidence=(_due(known, context),))
    until = describe_instant(known.due_at, context.definition.zone)
    why = f"{_title(asks.deadline, context)} runs until {until} ({context.days_left(known.due_at)})"
    if context.now > known.due_at:
        why = f"{_title(asks.deadline, context)} stands still until the procedure goes on"
    return Reply(
        met=False,
        why=why,
        evidence=(_due(known, context),),
        next=context.type_group("deadline", f"explain {asks.deadline}"),
    )


def deadline_not_passed(asks: DeadlineNotPassed, context: Context) -> Reply:
    """The deadline has started and its last moment is still to come."""
    known = context.state.deadlines.get(asks.deadline)
    if known is None or not known.started:
        return _not_running(asks.deadline, known, context)
    if not context.has_passed(known):
        why = f"{_title(asks.deadline, context)} still runs, {context.days_left(known.due_at)}"
        return Reply(met=True, why=why, evidence=(_due(known, context),))
    passed = describe_instant(known.due_at, context.definition.zone)
    return Reply(
        met=False,
        why=f"{_title(asks.deadline, context)} passed at {passed}",
        evidence=(_due(known, context),),
    )


def standstill_over(asks: StandstillOver, context: Context) -> Reply:
    """UK-SS-1: the last day of the standstill is over; a contract may be entered into from 00:00 of the next day."""
    known = context.state.deadlines.get(asks.deadline)
    if known is None or not known.started or known.last_on is None:
        return _not_running(asks.deadline, known, context)
    if context.now > known.due_at:
        return Reply(met=True, why=f"the standstill ended on {known.last_on}", evidence=(_due(known, context),))
    return Reply(
        met=False,
        why=f"the standstill runs to the end of {known.last_on:%A %-d %B %Y} ({context.days_left(known.due_at)})",
        evidence=(_due(known, context),),
        next=context.type_group("deadline", f"explain {asks.deadline}"),
    )


def _not_running(deadline: str, known: Deadline | None, context: Context) -> Reply:
    rule = context.definition.deadlines[deadline]
    if known is None and rule.set_by:
        return Reply(
            met=False,
            why=f"{_title(deadline, context)} is not set",
            who=context.titles(rule.set_by),
            next=to_set(context, deadline),
        )
    why = f"{_title(deadline, context)} has not started: it starts with {rule.starts.name}"
    if rule.starts.notice is None:
        return Reply(met=False, why=why)
    return Reply(
        met=False,
        why=why,
        who=context.titles(context.definition.notices[rule.starts.notice].by),
        next=context.type_group("notice", f"publish {rule.starts.notice} --reference REFERENCE"),
    )


def _title(deadline: str, context: Context) -> str:
    return f'the deadline "{context.definition.deadlines[deadline].title}"'


def _due(known: Deadline, context: Context) -> Evidence:
    return Evidence(event=known.n, text=f"ends {describe_instant(known.due_at, context.definition.zone)}")
