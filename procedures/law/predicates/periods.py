"""Least periods: what suppliers must be given in the circumstances that the law names (UK: section 54)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import Minimum
from engine.definition.clocks import named
from procedures.law.predicates.gates import absent
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View
from procedures.law.ways import demands

_WORDS = (
    "light_touch", "urgency", "not_central", "only_selected", "negotiated_period", "dynamic_market", "electronic",
    "documents_together", "planned_notice",
)  # fmt: skip


@predicate
def least_period(
    view: View, *, of: str, length: int, when: tuple[str, ...] = (), unless: tuple[tuple[str, ...], ...] = ()
) -> Iterator[Fault]:
    """In these circumstances, and no others, suppliers are given at least so many days.

    ``unless``: where the design itself settles that all of one of these hold, another row of the law is shorter.
    """
    if any(all(view.answer(word) is True for word in words) for words in unless):
        return
    answers: dict[str, bool] = {}
    for word in _WORDS:
        fact, settled = view.name(f"facts.{word}"), view.answer(word)
        if settled is not None and settled is not (word in when) and word in when:
            return  # the design says that these circumstances never come about
        if fact is not None:
            answers[fact] = settled if settled is not None else word in when
    for name, rule in view.deadlines(of):
        if rule.period is not None:
            given, where = rule.period.length, f"deadlines.{name}.period.length"
        else:
            given, where = _shortest(view, name, answers)
        if given < length:
            shown = ", ".join(when) or "no special circumstances"
            said = f"{name} may be as short as {given} days ({shown}), and the law gives {length}"
            yield Fault(where=where, message=said)


def _shortest(view: View, name: str, answers: dict[str, bool]) -> tuple[int, str]:
    """The shortest of the rows that apply, and its place; nothing applies: no least period at all."""
    rule = view.definition.deadlines[name]
    base = f"deadlines.{name}.minimum" if rule.table is None else f"tables.{rule.table}.rows"
    found = [
        (_days(row), f"{base}[{n}]")
        for n, row in enumerate(view.definition.least_periods(name))
        if _may_apply(row, answers)
    ]
    return min(found, default=(0, f"deadlines.{name}"))


def _may_apply(row: Minimum, answers: dict[str, bool]) -> bool:
    """Whether a row can be relied on: a question that the landmarks do not name may have any answer."""
    wanted = all(answers.get(fact, True) for fact in named(row.when))
    return wanted and not any(answers.get(fact, False) for fact in named(row.unless))


def _days(row: Minimum) -> int:
    return 0 if row.period is None else row.period.length


@predicate
def reliance_declared(view: View, *, of: str, when: tuple[tuple[str, ...], ...]) -> Iterator[Fault]:
    """A row that shortens the period is relied on only if the tender notice says so (declared: true)."""
    reductions = [frozenset(view.name(f"facts.{word}") for word in words) for words in when]
    tables = {rule.table: None for _, rule in view.deadlines(of) if rule.table is not None}
    for table in tables:
        for number, row in enumerate(view.definition.tables[table].rows):
            facts = frozenset({row.when} if isinstance(row.when, str) else row.when or ())
            if facts in reductions and not row.declared:
                said = (
                    f"row {row.row} shortens the period and is relied on without a word in the notice: declared: true"
                )
                yield Fault(where=f"tables.{table}.rows[{number}]", message=said)


@predicate
def rounds_have_periods(view: View) -> Iterator[Fault]:
    """Every step in which tenders come in ends only once a tendering period of its own has passed."""
    tendering = frozenset(view.names("deadlines.tendering"))
    if not tendering:
        yield absent(view, "deadlines.tendering")
        return
    closing = view.holds(("deadline_passed",), tendering)
    for word in ("first_tenders", "final_tenders"):
        step = view.step(word)
        for move in view.definition.moves_from[step] if step is not None else ():
            on = move.target != step and not view.definition.steps[move.target].ends
            if on and not any(closing(demand) for demand in demands(view.definition, move.gate)):
                said = f"{step} can be left before its tendering period is over: ask for deadline_passed in {move.move}"
                yield Fault(where=view.at(move), message=said)


@predicate
def same_for_all(view: View) -> Iterator[Fault]:
    """Requests and tenders of everybody are taken until one and the same deadline."""
    for word in ("first_tender", "final_tender"):
        for name, move in view.partner_moves(word):
            if move.until not in view.names("deadlines.tendering"):
                said = f"{name} takes tenders after the tendering period: name its deadline under until"
                yield Fault(where=f"partners.moves.{name}", message=said)
    participation = view.name("deadlines.participation")
    entry = view.definition.partners.entry
    if participation is not None and entry.until != participation:
        said = f"suppliers enter until {entry.until}, and the published deadline is {participation}"
        yield Fault(where="partners.entry.until", message=said)
