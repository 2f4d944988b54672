"""What keeps a deadline from starting: not set, past, or too short; and a day on which it could end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from engine.definition import DeadlineRule, Minimum, TableRow
from engine.definition.clocks import EventKey
from engine.errors import BeyondCalendar
from engine.evaluation.context import Context
from engine.explanation import Finding, Standing
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant, local_date
from engine.time.periods import last_day

WITHOUT_MINIMUM = timedelta(days=30)
"""How far ahead an example lies where the law names no minimum."""


def starting(
    context: Context, *, notice: str | None = None, step: str | None = None, key: EventKey | None = None
) -> Iterator[tuple[str, DeadlineRule]]:
    """The deadlines that an event starts here and that do not run yet; computed ones start anew each time."""
    asked = key or (("notice", notice, "") if notice is not None else ("step", step or "", ""))
    for name in context.definition.started_by.get(asked, ()):
        rule = context.definition.deadlines[name]
        if rule.when is not None and not context.state.facts.get(rule.when, False):
            continue
        known = context.state.deadlines.get(name)
        if rule.period is not None or known is None or not known.started:
            yield name, rule


def chosen_row(context: Context, name: str) -> Minimum | None:
    """UK s.54(3)-(4): of every row whose circumstance is true the shortest counts, and none is shorter than any."""
    rows = [row for row in context.definition.least_periods(name) if row.applies(context.state.facts)]
    return min(rows, key=lambda row: 0 if row.period is None else row.period.length, default=None)


def choice(context: Context, name: str) -> dict[str, Any]:
    """What the event records about the chosen row of a table: table, number, rules, and each fact that it asks for."""
    table, row = context.definition.deadlines[name].table, chosen_row(context, name)
    if table is None or not isinstance(row, TableRow):
        return {}
    asked = sorted({fact for one in context.definition.tables[table].rows for fact in one.facts})
    answers = {fact: context.state.facts.get(fact, False) for fact in asked}
    return {"table": table, "row": row.row, "facts": answers}


def shortest_minimum(context: Context, name: str) -> Minimum | None:
    """The least period that must be given; None where the law names none, or frees the authority from any."""
    row = chosen_row(context, name)
    return None if row is None or row.period is None else row


def to_set(context: Context, name: str, starts_on: date | None = None) -> str:
    """A command that sets the deadline to a moment which would be accepted if it started on that day (today)."""
    today = local_date(context.now, context.definition.zone)
    on = _usable(context, name, max(today, starts_on or today))
    return context.type_group("deadline", f"set {name} --due {on}T12:00")


def to_extend(context: Context, name: str, due_at: datetime) -> str:
    """A command that moves a running deadline a week later."""
    later = local_date(due_at, context.definition.zone) + timedelta(weeks=1)
    words = f'extend {name} --due {_working_day_from(later, context)}T12:00 --reason "..."'
    return context.type_group("deadline", words)


def _usable(context: Context, name: str, starts_on: date) -> date:
    """The day after the minimum period, because whole days are safe, or the next working day."""
    minimum = shortest_minimum(context, name)
    if minimum is None or minimum.period is None:
        return _working_day_from(starts_on + WITHOUT_MINIMUM, context)
    try:
        last_on = last_day(starts_on, minimum.period.period, context.calendar)
    except BeyondCalendar:
        # An example is no promise: what is really typed is checked, and told that the calendar ends.
        return starts_on + WITHOUT_MINIMUM
    return _working_day_from(last_on + timedelta(days=1), context)


def _working_day_from(on: date, context: Context) -> date:
    """This day or the next working day after it; the day as it is where the calendar does not know."""
    found, calendar = on, context.calendar
    while calendar.first_on <= found <= calendar.last_on:
        if calendar.is_working_day(found):
            return found
        found += timedelta(days=1)
    return on


def too_short(context: Context, name: str, starts_on: date, due_at: datetime) -> Finding | None:
    """What is wrong with a moment before the end of the minimum period: too early, or its last day cut short."""
    rule = context.definition.deadlines[name]
    minimum = shortest_minimum(context, name)
    if minimum is None or minimum.period is None:
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
        f'"{rule.title}" on {describe_date(given)} would be too early: {length} {unit} {minimum.period.counting.value}'
        f" {describe_date(starts_on)} end on {describe_date(earliest)}"
    )
    return Finding(
        id=f"{name}_minimum",
        kind="minimum_period",
        asks=asks,
        standing=Standing.UNMET,
        why=why,
        who=context.titles(rule.set_by),
        next=to_set(context, name, starts_on),
        rules=minimum.rules,
    )


def unplanned(
    context: Context,
    *,
    notice: str | None = None,
    step: str | None = None,
    key: EventKey | None = None,
    on: date | None = None,
) -> Iterator[Finding]:
    """What keeps deadlines from starting on a local day (today): not set, past, or shorter than the law's minimum."""
    starts_on = on or local_date(context.now, context.definition.zone)
    for name, rule in starting(context, notice=notice, step=step, key=key):
        if rule.period is None:
            yield from _unplanned(context, name, rule, starts_on)


def _unplanned(context: Context, name: str, rule: DeadlineRule, starts_on: date) -> Iterator[Finding]:
    planned = context.state.deadlines.get(name)
    asks = f'"{rule.title}" is set before it starts.'
    if planned is None or planned.due_at <= context.now:
        why = f'the deadline "{rule.title}" is not set' if planned is None else f'"{rule.title}" lies in the past'
        yield Finding(
            id=f"{name}_set",
            kind="deadline_set",
            asks=asks,
            standing=Standing.UNMET,
            why=why,
            who=context.titles(rule.set_by),
            next=to_set(context, name, starts_on),
            rules=rule.rules,
        )
        return
    short = too_short(context, name, starts_on, planned.due_at)
    if short is not None:
        yield short
