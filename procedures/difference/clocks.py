"""Deadlines and periods: shortened, lengthened, started or met by something else, standing still or not."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import DeadlineRule, Definition, Minimum, PeriodRule
from engine.time.periods import Unit
from procedures.difference.change import Change, Effect, Kind, Two, both

_HOURS = {
    Unit.HOURS: 1, Unit.BUSINESS_HOURS: 3, Unit.CALENDAR_DAYS: 24, Unit.WORKING_DAYS: 33.6, Unit.MONTHS: 730,
}  # fmt: skip
"""About how long each unit lasts, so that 8 working days and 10 calendar days can be told apart in a sentence."""


def clocks(two: Two) -> Iterator[Change]:
    """Every change of a deadline."""
    for name, old, new in two.pairs("deadline", two.before.deadlines, two.after.deadlines):
        where = f"deadlines.{name}"
        if old is None and new is not None:
            yield Change(
                kind=Kind.DEADLINE, effect=Effect.ADDED, where=where, rules=new.rules,
                sentence=f'"{new.title}" is new: {_says(new)}, from {new.starts}.',
            )  # fmt: skip
        elif new is None and old is not None:
            yield Change(
                kind=Kind.DEADLINE, effect=Effect.REMOVED, where=where, rules=old.rules, shortens=True,
                sentence=f'"{old.title}" is gone: it was {_says(old)}, from {old.starts}.',
            )  # fmt: skip
        elif old is not None and new is not None:
            yield from _deadline(two, where, old, new)


def _deadline(two: Two, where: str, old: DeadlineRule, new: DeadlineRule) -> Iterator[Change]:
    rules = both(old.rules, new.rules)
    if old.period != new.period:
        yield _period(where, new.title, old.period, new.period, rules)
    yield from _least(two, where, old, new)
    told = (
        (two.newer(old.starts.key) != new.starts.key, f"starts with {new.starts}, where it was {old.starts}"),
        (old.when != new.when, f"runs {_when(new.when)}, where it ran {_when(old.when)}"),
        (
            two.newer(tuple(one.key for one in old.met_by)) != tuple(one.key for one in new.met_by),
            f"is met by {_any(new)}, where it was {_any(old)}",
        ),
        (old.set_by != new.set_by, f"is set by {two.roles(new.set_by)}, where it was {two.roles(old.set_by)}"),
    )
    for differs, words in told:
        if differs:
            yield Change(
                kind=Kind.DEADLINE, effect=Effect.CHANGED, where=where, rules=rules, sentence=f'"{new.title}" {words}.'
            )
    if set(old.stands_still) != set(new.stands_still):
        lost = set(old.stands_still) - set(new.stands_still)
        words = f"no longer stands still while it is {' or '.join(sorted(lost))}" if lost else "stands still more often"
        yield Change(
            kind=Kind.DEADLINE, effect=Effect.SHORTENED if lost else Effect.LENGTHENED, where=f"{where}.stands_still",
            rules=rules, shortens=bool(lost), sentence=f'"{new.title}" {words}.',
        )  # fmt: skip
    if old.may_be_longer != new.may_be_longer:
        words = "may be stated longer in its notice" if new.may_be_longer else "may no longer be stated longer"
        effect = Effect.LENGTHENED if new.may_be_longer else Effect.SHORTENED
        yield Change(
            kind=Kind.PERIOD, effect=effect, where=where, rules=rules, shortens=not new.may_be_longer,
            sentence=f'"{new.title}" {words}.',
        )  # fmt: skip


def _period(where: str, title: str, old: PeriodRule | None, new: PeriodRule | None, rules: tuple[str, ...]) -> Change:
    where = f"{where}.period"
    if old is None or new is None:
        now = "counted: " + str(new.period) if new is not None else "set by a person"
        was = "counted: " + str(old.period) if old is not None else "set by a person"
        return Change(
            kind=Kind.PERIOD, effect=Effect.CHANGED, where=where, rules=rules, shortens=new is None,
            sentence=f'"{title}" is {now}, where it was {was}.',
        )  # fmt: skip
    long = [_about(one) for one in (old, new)]
    effect = Effect.SHORTENED if long[1] < long[0] else Effect.LENGTHENED if long[1] > long[0] else Effect.CHANGED
    words = f"from {_length(old, new)} to {_length(new, old)}"
    verb = "counted otherwise" if effect is Effect.CHANGED else effect.value
    return Change(
        kind=Kind.PERIOD, effect=effect, where=where, rules=rules, shortens=effect is Effect.SHORTENED,
        sentence=f'"{title}" {verb} {words}.',
    )  # fmt: skip


def _length(one: PeriodRule, other: PeriodRule) -> str:
    """The length alone while the way of counting is the same: "8 working days"."""
    same = one.counting is other.counting and one.rolling is other.rolling and one.runs_from is other.runs_from
    plain = f"{one.length} {one.unit.value.replace('-', ' ')}"
    if same and one.ends_at == other.ends_at:
        return plain
    return f"{plain} ({one.counting.value.replace('-', ' ')} the start{_more(one, other)})"


def _more(one: PeriodRule, other: PeriodRule) -> str:
    """What else is counted otherwise."""
    told = (
        (one.rolling is not other.rolling, f"rolling: {one.rolling.value}"),
        (one.runs_from is not other.runs_from, f"from: {one.runs_from.value}"),
        (one.ends_at != other.ends_at, f"until {one.ends_at or 'the end of the day'}"),
    )
    return "".join(f", {words}" for differs, words in told if differs)


def _about(period: PeriodRule) -> float:
    hours = period.length * _HOURS.get(period.unit, 24)
    return hours - (24 if period.counting.value == "beginning-with" and _HOURS.get(period.unit, 0) >= 24 else 0)


def _least(two: Two, where: str, old: DeadlineRule, new: DeadlineRule) -> Iterator[Change]:
    """The law's least time, row by row."""
    was, now = (_rows(definition, rule) for definition, rule in ((two.before, old), (two.after, new)))
    for key in dict.fromkeys((*was, *now)):
        before, after = was.get(key), now.get(key)
        if before == after:
            continue
        said, where_ = f'The least time of "{new.title}"{key}', f"{where}.minimum"
        rules = both(*(row.rules for row in (before, after) if row is not None), old.rules, new.rules)
        if before is None or after is None:
            effect = Effect.ADDED if before is None else Effect.REMOVED
            row = after or before
            words = _row(row) if row is not None else ""
            yield Change(
                kind=Kind.PERIOD, effect=effect, where=where_, rules=rules, shortens=after is None,
                sentence=f"{said} is {'new' if before is None else 'gone'}: {words}.",
            )  # fmt: skip
            continue
        shorter = after.none or (
            before.period is not None and after.period is not None and _about(after.period) < _about(before.period)
        )
        verb = "shortened" if shorter else "lengthened"
        yield Change(
            kind=Kind.PERIOD, effect=Effect.SHORTENED if shorter else Effect.LENGTHENED, where=where_, rules=rules,
            shortens=shorter, sentence=f"{said} {verb} from {_row(before)} to {_row(after)}.",
        )  # fmt: skip


def _rows(definition: Definition, rule: DeadlineRule) -> dict[str, Minimum]:
    rows = rule.minimum if rule.table is None else definition.tables[rule.table].rows
    return {_circumstance(row): row for row in rows}


def _circumstance(row: Minimum) -> str:
    asked = [f"{fact.replace('_', ' ')}" for fact in row.facts]
    return f" ({', '.join(asked)})" if asked else ""


def _row(row: Minimum) -> str:
    return "none" if row.period is None else str(row.period.period)


def _says(rule: DeadlineRule) -> str:
    return "a date that a person sets" if rule.period is None else str(rule.period.period)


def _when(fact: str | None) -> str:
    return "always" if fact is None else f"only when {fact.replace('_', ' ')}"


def _any(rule: DeadlineRule) -> str:
    return " or ".join(str(one) for one in rule.met_by) or "nothing"
