"""When deadlines start and end: from the definition's clocks to instants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from engine.definition import DeadlineRule, Minimum
from engine.evaluation.context import Context
from engine.events import DeadlineStarted
from engine.explanation import Finding, Standing
from engine.local_time import describe_instant, end_of_day, local_date
from engine.periods import Period, Unit, last_day

LAST_MOMENT = timedelta(microseconds=1)
"""A day-counted period ends with the last microsecond of its last day; our clocks tick in microseconds."""


def last_moment(on: date, zone: str) -> datetime:
    """The last instant (UTC) that still belongs to a local day."""
    return end_of_day(on, zone) - LAST_MOMENT


def starting(
    context: Context, *, notice: str | None = None, step: str | None = None
) -> Iterator[tuple[str, DeadlineRule]]:
    """The deadlines that a notice or a step starts here and that do not run yet; computed ones start anew each time."""
    for name, rule in context.definition.deadlines.items():
        if (rule.starts.notice, rule.starts.step) != (notice, step):
            continue
        if rule.when is not None and not context.state.facts.get(rule.when, False):
            continue
        known = context.state.deadlines.get(name)
        if rule.period is not None or known is None or not known.started:
            yield name, rule


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


def shortest_minimum(rule: DeadlineRule, context: Context) -> Minimum | None:
    """UK s.54(3)-(4): of every row whose circumstance is true, the shortest counts."""
    rows = [m for m in rule.minimum if m.when is None or context.state.facts.get(m.when, False)]
    return min(rows, key=lambda m: m.period.length, default=None)


def too_short(context: Context, name: str, starts_on: date, due_at: datetime) -> Finding | None:
    """What is wrong with a moment before the end of the minimum period: too early, or its last day cut short."""
    rule = context.definition.deadlines[name]
    minimum = shortest_minimum(rule, context)
    if minimum is None:
        return None
    zone = context.definition.zone
    earliest = last_day(starts_on, minimum.period.period, context.calendar)
    given = local_date(due_at, zone)
    if given > earliest:
        return None
    length, unit = minimum.period.length, minimum.period.unit.value.replace("-", " ")
    asks = f'"{rule.title}" gives at least {length} {unit} ({minimum.period.counting.value} the start).'
    if given == earliest:
        why = (
            f"{describe_instant(due_at, zone)} lies on the last day of the minimum period; an hour before midnight may"
            f" shorten it: a day later is safe"
        )
        return Finding(
            id=f"{name}_full_days", kind="minimum_period", asks=asks, standing=Standing.WARNING, why=why,
            severity="WARN", rules=minimum.rules,
        )  # fmt: skip
    why = (
        f'"{rule.title}" on {given:%-d %B %Y} would be too early: {length} {unit} {minimum.period.counting.value}'
        f" {starts_on:%-d %B %Y} end on {earliest:%-d %B %Y}"
    )
    return Finding(
        id=f"{name}_minimum",
        kind="minimum_period",
        asks=asks,
        standing=Standing.UNMET,
        why=why,
        who=context.titles(rule.set_by),
        next=context.type_group("deadline", f"set {name} --due {earliest + timedelta(days=1)}T12:00"),
        rules=minimum.rules,
    )


def unplanned(
    context: Context, *, notice: str | None = None, step: str | None = None, on: date | None = None
) -> Iterator[Finding]:
    """What keeps deadlines from starting on a local day (today): not set, past, or shorter than the law's minimum."""
    starts_on = on or local_date(context.now, context.definition.zone)
    for name, rule in starting(context, notice=notice, step=step):
        if rule.period is None:
            yield from _unplanned(context, name, rule, starts_on)


def _unplanned(context: Context, name: str, rule: DeadlineRule, starts_on: date) -> Iterator[Finding]:
    planned = context.state.deadlines.get(name)
    asks = f'"{rule.title}" is set before it starts.'
    command = context.type_group("deadline", f"set {name} --due 2026-01-31T12:00")
    if planned is None or planned.due_at <= context.now:
        why = f'the deadline "{rule.title}" is not set' if planned is None else f'"{rule.title}" lies in the past'
        yield Finding(
            id=f"{name}_set",
            kind="deadline_set",
            asks=asks,
            standing=Standing.UNMET,
            why=why,
            who=context.titles(rule.set_by),
            next=command,
            rules=rule.rules,
        )
        return
    short = too_short(context, name, starts_on, planned.due_at)
    if short is not None:
        yield short
