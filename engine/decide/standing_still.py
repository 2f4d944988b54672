"""Clocks that stand still while a court suspends or the authority pauses the procedure, and go on where they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from engine import events as e
from engine.definition import DeadlineRule
from engine.evaluation import Context
from engine.state import Deadline
from engine.time.local_time import local_date, same_hour
from engine.time.periods import Rolling, Unit
from engine.time.remainder import (
    Counts,
    Remainder,
    every_day,
    last_day_after,
    left_of_days,
    left_of_moment,
    moment_after,
    working_days,
)


def stop(context: Context, overlay: str) -> Iterator[e.DeadlineStopped]:
    """What runs and does not run under this overlay stops, with what is left of it; what has passed stays passed."""
    for name, known in context.state.deadlines.items():
        if known.runs and overlay in context.definition.deadlines[name].stands_still and not context.has_passed(known):
            yield stopped(context, name, known.due_at)


def stopped(context: Context, name: str, due_at: datetime) -> e.DeadlineStopped:
    """One deadline stops now."""
    rule, zone = context.definition.deadlines[name], context.definition.zone
    if in_days(rule):
        left = left_of_days(context.now, local_date(due_at, zone), zone, _counts(context, rule))
    else:
        left = left_of_moment(context.now, due_at)
    return e.DeadlineStopped(deadline=name, due_at=due_at, days=left.days, microseconds=left.us)


def go_on(context: Context, overlay: str) -> Iterator[e.DeadlineResumed]:
    """What stood still under this overlay goes on, unless it stands still under another one that still lies there."""
    others = context.state.overlays - {overlay}
    for name, known in context.state.deadlines.items():
        still = frozenset(context.definition.deadlines[name].stands_still)
        if known.left is not None and overlay in still and not still & others:
            yield resumed(context, name, known, known.left)


def resumed(context: Context, name: str, known: Deadline, left: Remainder) -> e.DeadlineResumed:
    """One deadline goes on now: a day-counted one ends at its own hour, a moment is as far away as it was."""
    rule, zone = context.definition.deadlines[name], context.definition.zone
    if left.days is None:
        due_at = moment_after(context.now, left)
    else:
        last_on = last_day_after(context.now, left, zone, _counts(context, rule))
        if rule.period is not None and rule.period.rolling is not Rolling.NONE:
            while not context.calendar.is_working_day(last_on):
                last_on += timedelta(days=1)
        due_at = same_hour(known.due_at, (last_on - local_date(known.due_at, zone)).days, zone)
    return e.DeadlineResumed(deadline=name, due_at=due_at, last_on=local_date(due_at, zone), was_due_at=known.due_at)


def in_days(rule: DeadlineRule) -> bool:
    """Whether a deadline is counted in days; one that a person set, and one in hours, is a moment."""
    return rule.period is not None and rule.period.unit not in (Unit.HOURS, Unit.BUSINESS_HOURS)


def _counts(context: Context, rule: DeadlineRule) -> Counts:
    working = rule.period is not None and rule.period.unit is Unit.WORKING_DAYS
    return working_days(context.calendar) if working else every_day
