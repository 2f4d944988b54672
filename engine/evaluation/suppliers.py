"""Requirements about partners, their assessment, lots and summaries."""

from __future__ import annotations

from collections import Counter

from engine.definition.requirements import EveryPartnerAssessed, LotsSettled, PartnersInState, SummariesSent
from engine.evaluation.context import Context, Reply, listed
from engine.explanation import Evidence
from engine.state import cell_key


def partners_in_state(asks: PartnersInState, context: Context) -> Reply:
    """Between min and max partners are in the states, over all or in each lot that has not ceased."""
    if asks.each_lot and context.state.lots:
        counted = Counter(partner.lot for _, partner in context.partners_in(asks.states))
        counts = {lot: counted[lot] for lot, known in context.state.lots.items() if not known.ceased}
    else:
        counts = {"": sum(1 for _ in context.partners_in(asks.states))}
    states = listed((context.definition.partners.states[s].title for s in asks.states), most=8)
    wrong = [
        f"{count} in {states}{f' in lot {lot}' if lot else ''}"
        for lot, count in counts.items()
        if count < asks.min or (asks.max is not None and count > asks.max)
    ]
    who = [f"{ref}: {partner.state}" for ref, partner in context.partners_in(asks.states)]
    if not wrong:
        return Reply(met=True, why=f"{sum(counts.values())} in {states}", evidence=(Evidence(text=listed(who, 12)),))
    bounds = f"at least {asks.min}" if asks.max is None else f"between {asks.min} and {asks.max}"
    if asks.max is not None and asks.max == asks.min:
        bounds = "none" if asks.max == 0 else f"exactly {asks.max}"
    return Reply(
        met=False,
        why=f"partners: {listed(wrong)}, wanted {bounds}{f' ({listed(who)})' if who else ''}",
        who=_movers(context),
        next=context.type_group("partner", "move PARTNER MOVE"),
    )


def _movers(context: Context) -> tuple[str, ...]:
    """Who may move partners in the step where the procedure stands."""
    moves = context.definition.partners.moves.values()
    return context.titles(dict.fromkeys(role for m in moves if context.state.step in m.during for role in m.by))


def every_partner_assessed(asks: EveryPartnerAssessed, context: Context) -> Reply:
    """EVAL-3, EVAL-4: each partner in question has a moderated score for each cell of the round."""
    rule = context.definition.rounds[asks.round]
    cells = rule.cells()
    open_cells: dict[str, int] = {}
    evidence = []
    for ref, _ in context.partners_in(asks.states):
        missing = [c for c in cells if cell_key(asks.round, ref, *c) not in context.state.moderated]
        if missing:
            open_cells[ref] = len(missing)
        else:
            latest = max(context.state.moderated[cell_key(asks.round, ref, *c)].n for c in cells)
            evidence.append(Evidence(event=latest, text=f"{ref}: {len(cells)} moderated scores"))
    if not open_cells:
        return Reply(met=True, why="every partner is assessed", evidence=tuple(evidence))
    why = listed(f"{ref} lacks {count} of {len(cells)} moderated scores" for ref, count in open_cells.items())
    return Reply(
        met=False,
        why=why,
        who=context.titles((rule.scored_by, rule.moderated_by)),
        next=context.type_group("partner", f"score {next(iter(open_cells))} {asks.round} CRITERION SCORE --reason ..."),
    )


def lots_settled(asks: LotsSettled, context: Context) -> Reply:
    """Each lot has a partner in one of the states or has ceased; a procedure without lots is one lot."""
    taken = {partner.lot for partner in context.state.partners.values() if partner.state in asks.states}
    if not context.state.lots:
        if taken:
            return Reply(met=True, why="a partner is chosen")
        next_ = context.type_group("partner", "move PARTNER MOVE")
        return Reply(met=False, why="no partner is chosen", who=_movers(context), next=next_)
    unsettled = [lot for lot, known in context.state.lots.items() if not known.ceased and lot not in taken]
    if not unsettled:
        return Reply(met=True, why="each lot is settled")
    return Reply(
        met=False,
        why=f"lot {listed(unsettled)} has neither a chosen partner nor ceased",
        who=_movers(context),
        next=context.type_group("lot", f"cease {unsettled[0]} --reason ..."),
    )


def summaries_sent(asks: SummariesSent, context: Context) -> Reply:
    """UK-AWD-1: sent after the latest visit of the steps in which the final round is assessed."""
    steps = context.definition.rounds[context.definition.final_round].during
    since = max(context.state.entered_n(step) for step in steps)
    sent = context.state.summaries_n
    if sent is not None and sent > since:
        return Reply(met=True, why="the summaries were sent together", evidence=(Evidence(event=sent, text="sent"),))
    return Reply(
        met=False,
        why="the assessment summaries have not been sent",
        who=context.titles(context.definition.powers.send_summaries),
        next=context.type_group("summaries", "send PARTNER..."),
    )
