"""When deadlines start and end: from the definition's clocks to instants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from engine.definition import DeadlineRule
from engine.evaluation.context import Context
from engine.evaluation.planned import (
    choice,
    chosen_row,
    shortest_minimum,
    starting,
    to_extend,
    to_set,
    too_short,
    unplanned,
)
from engine.events import DeadlineStarted
from engine.time.local_time import end_of_day, local_date, start_of_day
from engine.time.periods import IN_HOURS, ending

__all__ = [
    "choice",
    "chosen_row",
    "last_moment",
    "shortest_minimum",
    "start",
    "starting",
    "to_extend",
    "to_set",
    "too_short",
    "unplanned",
]

LAST_MOMENT = timedelta(microseconds=1)
"""A day-counted period ends with the last microsecond of its last day; our clocks tick in microseconds."""


def last_moment(on: date, zone: str) -> datetime:
    """The last instant (UTC) that still belongs to a local day."""
    return end_of_day(on, zone) - LAST_MOMENT


def start(context: Context, name: str, rule: DeadlineRule, on: date, longer: int | None = None) -> DeadlineStarted:
    """Start one deadline on a local day; ``longer`` is a longer period that the notice states (UK-SS-1)."""
    if rule.period is None:
        planned = context.state.deadlines[name]
        last_on = local_date(planned.due_at, context.definition.zone)
        return DeadlineStarted(
            deadline=name,
            starts_on=on,
            last_on=last_on,
            due_at=planned.due_at,
            calendar=None,
            cause=context.state.n + 1,
            **choice(context, name),
        )
    period = rule.period.period
    if longer is not None and rule.may_be_longer and longer > period.length:
        period = replace(period, length=longer)
    starts_at = moment_of_start(context, on)
    found = ending(on, period, context.calendar, context.definition.zone, start_at=starts_at)
    return DeadlineStarted(
        deadline=name,
        starts_on=on,
        last_on=found.last_on,
        due_at=found.due_at,
        calendar=found.calendar,
        cause=context.state.n + 1,
        length=period.length,
        starts_at=starts_at if period.unit in IN_HOURS else None,
        provisional=found.provisional,
    )


def moment_of_start(context: Context, on: date) -> datetime:
    """From when hours run: now, or for an event of an earlier day its first moment, which is never too late."""
    today = local_date(context.now, context.definition.zone)
    return context.now if on == today else start_of_day(on, context.definition.zone)
