"""Which moves of partners lead into or out of states in the step where the procedure stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.definition import PartnerMove
from engine.evaluation.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """The first partner that could be moved, the moves it could make now, who makes them, and what they type."""

    partner: str
    moves: tuple[str, ...]
    who: tuple[str, ...]
    next: str


def to_move(partner: str, move: str, context: Context) -> str:
    """The words after ``seedbed partner`` that make a move, with the options which this move needs."""
    rule = context.definition.partners.moves.get(move)
    heard = " --heard" if rule is not None and rule.needs_hearing else ""
    reason = ' --reason "..."' if rule is not None and rule.needs_reason else ""
    return f"move {partner} {move}{heard}{reason}"


def way_out(context: Context, states: Iterable[str], partners: Iterable[str]) -> Way | None:
    """How the first of these partners leaves the states."""
    left = frozenset(states)
    return _way(context, partners, lambda target: target not in left)


def way_in(context: Context, states: Iterable[str], lots: Iterable[str | None] | None = None) -> Way | None:
    """How a partner (of one of the lots) that is not yet in the states comes into them."""
    wanted = frozenset(states)
    among = None if lots is None else frozenset(lots)
    outside = (
        ref
        for ref, partner in context.state.partners.items()
        if partner.state not in wanted and (among is None or partner.lot in among)
    )
    return _way(context, outside, lambda target: target in wanted)


def door(context: Context) -> Way | None:
    """How a supplier comes in, while the door is open."""
    entry = context.definition.partners.entry
    until = context.state.deadlines.get(entry.until)
    if context.state.step not in entry.during or until is None or not until.started or context.has_passed(until):
        return None
    open_lots = [lot for lot, known in context.state.lots.items() if not known.ceased]
    lot = f" --lot {open_lots[0]}" if open_lots else ""
    next_ = context.type_group("partner", f'register SUPPLIER --name "..."{lot}')
    return Way(partner="SUPPLIER", moves=(), who=context.titles(entry.by), next=next_)


def _way(context: Context, partners: Iterable[str], leads: Callable[[str], bool]) -> Way | None:
    definition, state = context.definition, context.state
    for ref in partners:
        here = state.partners[ref].state
        found = {
            name: rule
            for name, rule in definition.partners.moves.items()
            if here in rule.source and leads(rule.target) and _in_time(rule, context)
        }
        # What keeps a supplier in is named before what ends its part.
        names = sorted(found, key=lambda m: (found[m].target in definition.leavers, found[m].needs_hearing))
        if names:
            who = context.titles(dict.fromkeys(role for name in names for role in found[name].by))
            next_ = context.type_group("partner", to_move(ref, names[0], context))
            return Way(partner=ref, moves=tuple(names), who=who, next=next_)
    return None


def _in_time(rule: PartnerMove, context: Context) -> bool:
    passed = rule.until is not None and context.has_passed(context.state.deadlines.get(rule.until))
    return context.state.step in rule.during and not passed
