"""Deadlines of the law: what starts them, how long they run, what meets them, how days are counted."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import DeadlineRule, PeriodRule
from engine.time.periods import Counting, Rolling, Unit
from procedures.checker.walk import parts
from procedures.law.predicates.gates import absent
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View


@predicate
def calendar_is(view: View, *, calendars: tuple[str, ...]) -> Iterator[Fault]:
    """Working days are those of the law's calendar."""
    if view.definition.calendar not in calendars:
        said = f'the calendar "{view.definition.calendar}" counts other working days: use {" or ".join(calendars)}'
        yield Fault(where="calendar", message=said)


@predicate
def zone_is(view: View, *, zones: tuple[str, ...]) -> Iterator[Fault]:
    """Dates are dates of the law's own zone."""
    if view.definition.zone not in zones:
        yield Fault(where="zone", message=f"dates are those of {view.definition.zone}, expected {' or '.join(zones)}")


@predicate
def rolls(view: View, *, rolling: Rolling) -> Iterator[Fault]:
    """The end of every period moves to a working day only as this law says."""
    for where, part in parts(view.definition):
        if isinstance(part, PeriodRule) and not where.startswith("plan.") and part.rolling is not rolling:
            said = f'the end of the period rolls as "{part.rolling}", and under this law as "{rolling}"'
            yield Fault(where=f"{where}.rolling", message=said)


@predicate
def counted(view: View, *, of: tuple[str, ...], counting: Counting) -> Iterator[Fault]:
    """Periods are counted from the day of the event (beginning-with) or from the day after (after)."""
    for mark in of:
        for name, rule in view.deadlines(mark):
            places = [(f"deadlines.{name}.period", rule.period)] if rule.period is not None else _least(view, name)
            for where, period in places:
                if period is not None and period.counting is not counting:
                    said = f'{name} counts "{period.counting}" its event, and the law "{counting}"'
                    yield Fault(where=f"{where}.counting", message=said)


def _least(view: View, name: str) -> list[tuple[str, PeriodRule | None]]:
    rule = view.definition.deadlines[name]
    base = f"deadlines.{name}.minimum" if rule.table is None else f"tables.{rule.table}.rows"
    return [(f"{base}[{n}].period", row.period) for n, row in enumerate(view.definition.least_periods(name))]


@predicate
def runs(
    view: View,
    *,
    of: str,
    length: int,
    unit: Unit,
    starts: str,
    met_by: tuple[str, ...] = (),
    when: tuple[str, ...] = (),
    optional: bool = False,
    most: bool = True,
) -> Iterator[Fault]:
    """A duty's deadline starts with its event, runs no longer than the law gives, and is met by what the law wants."""
    if view.never(when):
        return
    found = dict(view.deadlines(of))
    if not found:
        if not optional:
            yield absent(view, of)
        return
    for name, rule in found.items():
        yield from _length(name, rule, length, unit, most=most)
        yield from _event(view, name, rule, starts)
        if rule.when not in view.allowed_when(when):
            said = f"{name} runs only when {rule.when} was answered yes, and the law asks for it otherwise too"
            yield Fault(where=f"deadlines.{name}.when", message=said)
        wanted = {notice for mark in met_by for notice in view.names(mark)}
        named = met_by and all(view.names(mark) for mark in met_by)
        if named and wanted.isdisjoint(event.notice for event in rule.met_by):
            said = f"{name} is not met by {' or '.join(sorted(wanted))}: name it under met_by"
            yield Fault(where=f"deadlines.{name}.met_by", message=said)
        for number, event in enumerate(rule.met_by if named else ()):
            if event.notice not in wanted:
                said = f"{name} is met by the {event} too, and the law takes only {' or '.join(sorted(wanted))}"
                yield Fault(where=f"deadlines.{name}.met_by[{number}]", message=said)


def _length(name: str, rule: DeadlineRule, length: int, unit: Unit, *, most: bool) -> Iterator[Fault]:
    period = rule.period
    if period is None:
        yield Fault(where=f"deadlines.{name}", message=f"{name} is set by a person: the law gives {length} {unit}")
    elif period.unit is not unit:
        said = f"{name} runs for {period.length} {period.unit}, and the law gives {length} {unit}"
        yield Fault(where=f"deadlines.{name}.period.unit", message=said)
    elif period.length > length if most else period.length < length:
        word = "at most" if most else "at least"
        said = f"{name} runs for {period.length} {period.unit}, and the law gives {word} {length}"
        yield Fault(where=f"deadlines.{name}.period.length", message=said)


def _event(view: View, name: str, rule: DeadlineRule, starts: str) -> Iterator[Fault]:
    """What starts it is what the law says: a landmark, or something that happens."""
    group, _, word = starts.partition(".")
    event = rule.starts
    if group == "happened":
        right: bool = getattr(event, "happened", None) == word
    else:
        names = view.names(starts)
        found = {"steps": event.step, "notices": event.notice, "partner_moves": event.partner_move}.get(group)
        right = not names or found in names
    if not right:
        said = f"{name} starts with the {event}, and the law counts from {starts}"
        yield Fault(where=f"deadlines.{name}.starts", message=said)


@predicate
def at_least(view: View, *, of: str, length: int, unit: Unit) -> Iterator[Fault]:
    """Where there is such a deadline, it runs at least as long as the law wants."""
    for name, rule in view.deadlines(of):
        yield from _length(name, rule, length, unit, most=False)
