"""Requirements about partners, their assessment, lots and summaries."""

from __future__ import annotations

from engine.definition.requirements import EveryPartnerAssessed, LotsSettled, PartnersInState, SummariesSent
from engine.evaluation.context import Context, Reply, listed
from engine.evaluation.ways import door, way_in, way_out
from engine.explanation import Evidence
from engine.state import cell_key


def partners_in_state(asks: PartnersInState, context: Context) -> Reply:
    """Between min and max partners are in the states, over all or in each lot that has not ceased."""
    there = [ref for ref, _ in context.partners_in(asks.states)]
    held: dict[str, list[str]] = {"": there}
    if asks.each_lot and context.state.lots:
        lots = (lot for lot, known in context.state.lots.items() if not known.ceased)
        held = {lot: [ref for ref in there if context.state.partners[ref].lot == lot] for lot in lots}
    few = [lot for lot, refs in held.items() if len(refs) < asks.min]
    many = [lot for lot, refs in held.items() if asks.max is not None and len(refs) > asks.max]
    if not few and not many:
        count = sum(len(refs) for refs in held.values())
        evidence = (Evidence(text=_where(there, context, most=12)),) if there else ()
        why = f"{count} in {_titles(asks, context)}" if count else f"nobody is in {_titles(asks, context)}"
        return Reply(met=True, why=why, evidence=evidence)
    if many:
        way = way_out(context, asks.states, (ref for lot in many for ref in held[lot]))
        ways = f" (moves of {way.partner} that lead out: {', '.join(way.moves)})" if way else ""
    else:
        way = way_in(context, asks.states, None if few == [""] else few)
        ways = f" (moves of {way.partner} that lead in: {', '.join(way.moves)})" if way else ""
        way = way or door(context)
    why = listed(_count(asks, lot, held[lot], context) for lot in [*few, *many])
    return Reply(met=False, why=f"{why}{ways}", who=way.who if way else (), next=way.next if way else None)


def _titles(asks: PartnersInState, context: Context) -> str:
    return " or ".join(context.definition.partners.states[state].title for state in asks.states)


def _where(refs: list[str], context: Context, most: int = 6) -> str:
    """Who is where, in titles: ``acme and bolt in Applied``."""
    by_state: dict[str, list[str]] = {}
    for ref in refs:
        by_state.setdefault(context.state.partners[ref].state, []).append(ref)
    states = context.definition.partners.states
    return listed(f"{listed(refs, most)} in {states[state].title}" for state, refs in by_state.items())


def _who(refs: list[str], asks: PartnersInState, context: Context) -> str:
    """Names alone where one state is asked about, since the sentence has named it."""
    return listed(refs) if len(asks.states) == 1 else _where(refs, context)


def _count(asks: PartnersInState, lot: str, refs: list[str], context: Context) -> str:
    """What is wrong with a number of partners: who is too many, or how many are too few."""
    where = f" of lot {lot}" if lot else ""
    if len(refs) < asks.min:
        wanted = f"exactly {asks.min}" if asks.max == asks.min else f"at least {asks.min}"
        who = f" ({_who(refs, asks, context)})" if refs else ""
        found = str(len(refs)) if refs else "nobody"
        return f"{found}{where} is in {_titles(asks, context)}{who}; {wanted} must be"
    if asks.max == 0:
        who, _, rest = _where(refs, context).partition(" in ")
        return f"{who} {'is' if len(refs) == 1 else 'are'} still in {rest}{where}; nobody may be"
    return (
        f"{len(refs)}{where} are in {_titles(asks, context)} ({_who(refs, asks, context)}); at most {asks.max} may be"
    )


def every_partner_assessed(asks: EveryPartnerAssessed, context: Context) -> Reply:
    """EVAL-3, EVAL-4: each partner in question has a moderated score for each cell of the round."""
    rule = context.round(asks.round)
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
        why = "every partner is assessed" if evidence else f"{context.nobody_in(asks.states)} to assess"
        return Reply(met=True, why=why, evidence=tuple(evidence))
    why = listed(f"{ref} lacks {count} of {len(cells)} moderated scores" for ref, count in open_cells.items())
    return Reply(
        met=False,
        why=why,
        who=context.titles((rule.scored_by, rule.moderated_by)),
        next=context.type_group(
            "partner", f'score {next(iter(open_cells))} {asks.round} CRITERION SCORE --reason "..."'
        ),
    )


def lots_settled(asks: LotsSettled, context: Context) -> Reply:
    """Each lot has a partner in one of the states or has ceased; a procedure without lots is one lot."""
    taken = {partner.lot for partner in context.state.partners.values() if partner.state in asks.states}
    if not context.state.lots:
        if taken:
            return Reply(met=True, why="a partner is chosen")
        way = way_in(context, asks.states)
        ways = f" (moves of {way.partner} that lead there: {', '.join(way.moves)})" if way else ""
        why = f"no partner is chosen{ways}"
        return Reply(met=False, why=why, who=way.who if way else (), next=way.next if way else None)
    unsettled = [lot for lot, known in context.state.lots.items() if not known.ceased and lot not in taken]
    if not unsettled:
        return Reply(met=True, why="each lot is settled")
    return Reply(
        met=False,
        why=f"lot {listed(unsettled)} has neither a chosen partner nor ceased",
        who=context.titles(context.definition.powers.cease_lot),
        next=context.type_group("lot", f'cease {unsettled[0]} --reason "..."'),
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
