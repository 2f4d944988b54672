"""The award goes to the most advantageous tender: it reaches every minimum, and no rival's weighted total is better."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.definition import AssessmentRound
from engine.definition.requirements import RanksFirst
from engine.evaluation.context import Context, Reply, listed
from engine.explanation import Evidence
from engine.state import cell_key


def ranks_first(asks: RanksFirst, context: Context) -> Reply:
    """UK-ASS-3, trap 38: judged within the partner's lot; an equal total is left to the published tie-break."""
    rule, own = context.round(asks.round), context.partner
    who = context.titles((rule.moderated_by,))
    if own is None or own not in context.state.partners:
        return Reply(met=False, why="it is asked of one partner", who=who)
    compared = {ref: _total(asks, context, ref) for ref in (own, *_rivals(asks, context))}
    totals = {ref: total for ref, total in compared.items() if total is not None}
    if len(totals) < len(compared):
        # Whoever is chosen before the others are scored has only been compared with nobody.
        waiting = [ref for ref in compared if ref not in totals]
        next_ = context.type_group("partner", f'score {waiting[0]} {asks.round} CRITERION SCORE --reason "..."')
        why = f"there is no moderated score for every criterion of {listed(waiting)}"
        return Reply(met=False, why=why, who=context.titles((rule.scored_by, rule.moderated_by)), next=next_)
    short = list(_below_minimum(asks, context, own))
    if short:
        return Reply(met=False, why=f"{own} stays below the published minimum for {listed(short)}", who=who)
    better = [
        f"{ref} with {_shown(total)}"
        for ref, total in totals.items()
        if total > totals[own] and not list(_below_minimum(asks, context, ref))
    ]
    if better:
        why = f"{own} has {_shown(totals[own])} of 100, and a rival in its lot is better: {listed(better)}"
        return Reply(met=False, why=why, who=who)
    shown = listed((f"{ref} {_shown(total)}" for ref, total in totals.items()), most=20)
    return Reply(met=True, why=f"{own} ranks first with {_shown(totals[own])}", evidence=(Evidence(text=shown),))


def _rivals(asks: RanksFirst, context: Context) -> Iterator[str]:
    lot = context.state.partners[context.partner or ""].lot
    for ref, partner in context.state.partners.items():
        if ref != context.partner and partner.lot == lot and partner.state in asks.rivals:
            yield ref


def _total(asks: RanksFirst, context: Context, partner: str) -> Decimal | None:
    """The weighted total out of 100, in decimal arithmetic (EVAL-2); None while a cell lacks its moderated score."""
    rule = context.round(asks.round)
    total = Decimal(0)
    for name, criterion in rule.criteria.items():
        share = _share(asks.round, rule, context, partner, name)
        if share is None:
            return None
        total += criterion.weight * share
    return total


def _share(round_: str, rule: AssessmentRound, context: Context, partner: str, criterion: str) -> Decimal | None:
    """How much of a criterion a partner earned, from 0 to 1; sub-criteria count by their own weights."""
    subs = rule.criteria[criterion].sub_criteria
    parts = [(name, sub.weight) for name, sub in subs.items()] or [("", Decimal(100))]
    earned = Decimal(0)
    for name, weight in parts:
        known = context.state.moderated.get(cell_key(round_, partner, criterion, name))
        if known is None:
            return None
        earned += weight * known.score
    return earned / (Decimal(100) * rule.scale_max)


def _below_minimum(asks: RanksFirst, context: Context, partner: str) -> Iterator[str]:
    """The criteria in which a partner scored below the published minimum (s.23(3)(a))."""
    rule = context.round(asks.round)
    for name, criterion in rule.criteria.items():
        share = _share(asks.round, rule, context, partner, name)
        if criterion.minimum is not None and share is not None and share * rule.scale_max < criterion.minimum:
            yield f'"{criterion.title}"'


def _shown(total: Decimal) -> str:
    return f"{total.quantize(Decimal('0.01'))}"
