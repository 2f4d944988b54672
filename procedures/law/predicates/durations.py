"""Least durations that a rule set gives as plain figures, whoever sets the deadline."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import PeriodRule
from engine.time.periods import Unit
from procedures.law.predicates.gates import absent
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View


@predicate
def gives(view: View, *, of: str, length: int, unit: Unit) -> Iterator[Fault]:
    """The deadline gives at least so much time in every circumstance, computed or set by a person."""
    found = dict(view.deadlines(of))
    if not found:
        yield absent(view, of)
    for name, rule in found.items():
        where = f"deadlines.{name}"
        if rule.period is not None:
            yield from _too_short(name, f"{where}.period", rule.period, length, unit)
            continue
        rows = view.definition.least_periods(name)
        if not rows:
            said = f"{name} is set by a person without a least time, and the law gives {length} {unit}"
            yield Fault(where=where, message=said)
        for number, row in enumerate(rows):
            place = f"{where}.minimum[{number}]" if rule.table is None else f"tables.{rule.table}.rows[{number}]"
            yield from _too_short(name, place, row.period, length, unit)


def _too_short(name: str, where: str, period: PeriodRule | None, length: int, unit: Unit) -> Iterator[Fault]:
    if period is None:
        yield Fault(where=where, message=f"{name} may give no time at all, and the law gives {length} {unit}")
    elif period.unit is not unit or period.length < length:
        said = f"{name} may give only {period.length} {period.unit}, and the law gives {length} {unit}"
        yield Fault(where=where, message=said)
