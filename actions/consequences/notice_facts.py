"""What the record knows about one item of a notice's checklist, found by the words of the item.

The checklist is written for lawyers, not for programs. So this is a help to whoever completes the draft, and no more:
an item that no word matches is left to be written, and every line says what it was taken from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from actions.consequences.case import Case
from engine.money import format_money
from engine.time.dates import describe_date
from engine.time.local_time import local_date

Facts = Callable[[Case], Iterator[str]]


def facts_for(case: Case, asks: str) -> Iterator[str]:
    """Every line that the record offers for an item, in a fixed order, each once."""
    seen: set[str] = set()
    for words, facts in _OFFERS:
        if words.search(asks):
            for line in facts(case):
                if line not in seen:
                    seen.add(line)
                    yield line


def _identity(case: Case) -> Iterator[str]:
    yield f"Title: {case.state.title}"
    yield f"Our reference: {case.procedure}"


def _kind(case: Case) -> Iterator[str]:
    yield f"{case.definition.title} ({case.definition.regime}, route {case.definition.route})"


def _lots(case: Case) -> Iterator[str]:
    if not case.state.lots:
        yield "The procedure has no lots."
    for reference, lot in case.state.lots.items():
        yield f"Lot {reference}: {lot.title}{' (ceased)' if lot.ceased else ''}"


def _ceased(case: Case) -> Iterator[str]:
    ceased = [f"Lot {reference}, {lot.title}: ceased" for reference, lot in case.state.lots.items() if lot.ceased]
    yield from ceased or ["No lot has ceased."]


def _deadlines(case: Case) -> Iterator[str]:
    for name, known in sorted(case.state.deadlines.items(), key=lambda item: (item[1].due_at, item[0])):
        rule = case.definition.deadlines.get(name)
        if rule is not None:
            yield f"{rule.title}: {'until' if known.started else 'planned until'} {case.said(known.due_at)}"


def _standstill(case: Case) -> Iterator[str]:
    name = case.definition.standstill_deadline
    known = case.state.deadlines.get(name) if name is not None else None
    if known is None or known.last_on is None:
        yield "The standstill has not begun: its last day follows from the day of publication."
    else:
        yield f"Last day of the standstill: {describe_date(known.last_on)}"


def _criteria(case: Case) -> Iterator[str]:
    for round_ in case.definition.rounds.values():
        for criterion in round_.criteria.values():
            parts = ", ".join(f"{sub.title} {sub.weight}%" for sub in criterion.sub_criteria.values())
            yield f"{round_.title}: {criterion.title}, {criterion.weight}%{f' (of it: {parts})' if parts else ''}"
        yield f"{round_.title}: scored {round_.scale_min} to {round_.scale_max}; a tie: {round_.tie_break}"


def _value(case: Case) -> Iterator[str]:
    for name, known in case.state.envelopes.items():
        title = case.definition.money.envelopes[name].title
        yield f"{title}: {format_money(known.amount_minor, known.currency)} set aside"


def _process(case: Case) -> Iterator[str]:
    for stage in case.definition.stages:
        yield f"{stage.title}: {', then '.join(step.title for step in stage.steps)}"


def _partners(case: Case) -> Iterator[str]:
    counted: dict[str, int] = {}
    for partner in case.state.partners.values():
        counted[partner.state] = counted.get(partner.state, 0) + 1
    for name, rule in case.definition.partners.states.items():
        if name in counted:
            yield f"{rule.title}: {counted[name]}"


def _assessed(case: Case) -> Iterator[str]:
    """Tenders of the final round: those with a moderated score (s.50, "assessed tender")."""
    prefix = f"{case.definition.final_round}/"
    assessed = {key.split("/")[1] for key in case.state.moderated if key.startswith(prefix)}
    small = [partner for partner in sorted(assessed) if case.state.partners[partner].sme]
    yield f"Tenders assessed in the final round: {len(assessed)}, of them {len(small)} from small firms"


def _winners(case: Case) -> Iterator[str]:
    """Those who were carried furthest: in the last state, in the order of the definition, that is nobody's way out."""
    order = [name for name, rule in case.definition.partners.states.items() if not rule.leaver]
    reached = [partner.state for _, partner in case.partners_in(())]
    furthest = max(reached, key=order.index, default=None)
    if furthest is None:
        return
    for reference, partner in case.partners_in((furthest,)):
        size = "a small firm" if partner.sme else "not a small firm"
        lot = f", lot {partner.lot}" if partner.lot is not None else ""
        title = case.definition.partners.states[furthest].title
        yield f"{case.called(reference)} ({reference}{lot}): {title}, {size}"


def _decisions(case: Case) -> Iterator[str]:
    for name, words in case.state.decisions.items():
        last = words[-1]
        on = describe_date(local_date(last.at, case.definition.zone))
        yield f"{case.definition.decisions[name].title}: {last.outcome}, {on} (event {last.n})"


def _summaries(case: Case) -> Iterator[str]:
    sent = case.state.summaries_n
    yield (
        "The assessment summaries have not been sent." if sent is None else f"The summaries were sent by event {sent}."
    )


def _conflicts(case: Case) -> Iterator[str]:
    declared = case.state.conflicts
    open_ = sum(1 for known in declared.values() if known.position == "unresolved")
    yield f"Declarations of interests on record: {len(declared)}, of them unresolved: {open_}"


def _entered(case: Case) -> Iterator[str]:
    visit = case.state.visits.get(case.state.step)
    if visit is not None:
        on = describe_date(local_date(visit.at, case.definition.zone))
        yield f"{case.definition.steps[case.state.step].title}: entered on {on} (event {visit.n})"


def _published(case: Case) -> Iterator[str]:
    for name, known in case.state.notices.items():
        yield f"{name} was published on {describe_date(known.on)}, reference {known.reference}"


def _offer(words: str, facts: Facts) -> tuple[re.Pattern[str], Facts]:
    return re.compile(words, re.IGNORECASE), facts


_OFFERS: tuple[tuple[re.Pattern[str], Facts], ...] = (
    _offer(r"\bidentifier\b|\btitle\b|\bsubject-matter\b", _identity),
    _offer(r"\bkind of procedure\b|\bflexible procedure\b", _kind),
    _offer(r"\blots?\b", _lots),
    _offer(r"\bceased\b", _ceased),
    _offer(
        r"\bby when\b|\bdates? (foreseen|on which the engagement)|\bengagement closes\b|\bestimated date\b", _deadlines
    ),
    _offer(r"\bstandstill\b", _standstill),
    _offer(r"\bcriteria\b", _criteria),
    _offer(r"\bvalue\b|\bamounts?\b|\bcost\b", _value),
    _offer(r"\bprocess\b", _process),
    _offer(r"\bnumber of suppliers\b|\bnumber of tenders\b", _partners),
    _offer(r"\bassessed\b", _assessed),
    _offer(r"\bwinner\b|\bsupplier is a small\b", _winners),
    _offer(r"\bdecision\b", _decisions),
    _offer(r"\bsummaries\b", _summaries),
    _offer(r"\bconflicts?\b", _conflicts),
    _offer(r"\bcontract was entered\b|\bdate on which the contract\b", _entered),
    _offer(r"\breference\b|\bearlier notices?\b", _published),
)
