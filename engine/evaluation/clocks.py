"""Requirements about deadlines and the standstill."""

from __future__ import annotations

from engine.definition.requirements import DeadlineNotPassed, DeadlinePassed, StandstillOver
from engine.evaluation.context import Context, Reply
from engine.evaluation.planned import to_set
from engine.evaluation.timing import may_rule, to_rule, unclear
from engine.explanation import Evidence
from engine.state import Deadline, Ruling
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant


def deadline_passed(asks: DeadlinePassed, context: Context) -> Reply:
    """The deadline has started and its last moment is over."""
    known = context.state.deadlines.get(asks.deadline)
    if known is None or not known.started:
        return _not_running(asks.deadline, known, context)
    ruling = _ruling(known, context)
    if context.unclear(known):
        if ruling is None:
            return _unclear(asks.deadline, known, context)
        why = f"it was ruled (event {ruling.n}) that this comes {'before' if ruling.in_time else 'after'} the end"
        return Reply(met=not ruling.in_time, why=why, evidence=(_due(known, context), _ruled(ruling)))
    if context.has_passed(known):
        return Reply(met=True, why=f"{_title(asks.deadline, context)} passed", evidence=(_due(known, context),))
    until = describe_instant(known.due_at, context.definition.zone)
    why = f"{_title(asks.deadline, context)} runs until {until} ({context.days_left(known.due_at)})"
    if known.stopped_at is not None:
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
    ruling = _ruling(known, context)
    if ruling is not None and ruling.in_time and ruling.n > context.state.entered_n(context.state.step):
        why = f"it was ruled (event {ruling.n}) that this comes before the end"
        return Reply(met=True, why=why, evidence=(_due(known, context), _ruled(ruling)))
    if context.unclear(known) and ruling is None:
        return _unclear(asks.deadline, known, context)
    if not context.has_passed(known) and ruling is None:
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
    if context.unclear(known):
        ruling = _ruling(known, context)
        if ruling is None:
            return _unclear(asks.deadline, known, context)
        if not ruling.in_time:
            why = f"it was ruled (event {ruling.n}) that this comes after the end"
            return Reply(met=True, why=why, evidence=(_due(known, context), _ruled(ruling)))
    elif context.has_passed(known):
        why = f"the standstill ended on {describe_date(known.last_on)}"
        return Reply(met=True, why=why, evidence=(_due(known, context),))
    return Reply(
        met=False,
        why=f"the standstill runs to the end of {describe_date(known.last_on)} ({context.days_left(known.due_at)})",
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


def _ruling(known: Deadline, context: Context) -> Ruling | None:
    """What was ruled about the partner in question, or about the move or notice whose gate is asked."""
    about = context.partner or context.move
    return None if about is None else context.ruling(known, about)


def _ruled(ruling: Ruling) -> Evidence:
    return Evidence(event=ruling.n, text=f"ruled: {'in time' if ruling.in_time else 'late'}")


def _unclear(deadline: str, known: Deadline, context: Context) -> Reply:
    about = context.partner or context.move or "procedure"
    return Reply(
        met=False,
        unclear=True,
        why=unclear(context, deadline),
        evidence=(_due(known, context),),
        who=context.titles(may_rule(context, deadline)),
        next=to_rule(context, deadline, about),
    )


def _title(deadline: str, context: Context) -> str:
    return f'the deadline "{context.definition.deadlines[deadline].title}"'


def _due(known: Deadline, context: Context) -> Evidence:
    return Evidence(event=known.n, text=f"ends {describe_instant(known.due_at, context.definition.zone)}")
