"""When deadlines start and end: from the definition's clocks to instants."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.definition import DeadlineRule
from engine.evaluation.context import Context
from engine.evaluation.planned import (
    choice,
    chosen_row,
    shortest_minimum,
    starting,
    starts_during,
    to_extend,
    to_set,
    too_short,
    unplanned,
)
from engine.events import DeadlineStarted
from engine.time.local_time import end_of_day, local_date
from engine.time.periods import Period, Unit, last_day

__all__ = [
    "choice",
    "chosen_row",
    "last_moment",
    "shortest_minimum",
    "start",
    "starting",
    "starts_during",
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
        return DeadlineStarted(deadline=name, starts_on=on, last_on=last_on, due_at=planned.due_at, calendar=None)
    period = rule.period.period
    if longer is not None and rule.may_be_longer and longer > period.length:
        period = Period(length=longer, unit=period.unit, counting=period.counting)
    last_on = last_day(on, period, context.calendar)
    uses_calendar = period.unit is Unit.WORKING_DAYS
    return DeadlineStarted(
        deadline=name,
        starts_on=on,
        last_on=last_on,
        due_at=last_moment(last_on, context.definition.zone),
        calendar=f"{context.calendar.name}-{context.calendar.version}" if uses_calendar else None,
    )
