"""What a notice states as data, compared with the history before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons
from engine.definition.requirements import ConflictsConfirmed
from engine.evaluation import Context
from engine.state import cell_key
from engine.time.local_time import local_date


def stated(reasons: Reasons, command: c.PublishNotice, started: Iterable[e.DeadlineStarted]) -> Iterator[e.Event]:
    """UK-COI-3, PR24 regs 27 and 32: the event that keeps what the notice confirms and states, if it does either."""
    context = reasons.context
    rule = context.definition.notices[command.notice]
    asked = any(isinstance(one, ConflictsConfirmed) for one in rule.gate)
    why = f"{command.notice} confirms that the conflicts assessment was prepared and revised: say --confirm-conflicts"
    confirmed = command.confirms_conflicts
    reasons.need(confirmed or not asked, "confirms_conflicts", "It confirms it.", why, rules=("UK-COI-3",))
    given = {} if command.content is None else command.content.model_dump(exclude_none=True)
    missing = [name for name in rule.states if name not in given]
    why = f"{command.notice} does not state {', '.join(missing)}"
    reasons.need(not missing, "states", "It states what it must.", why, rules=rule.rules)
    expected = _expected(context, started) if given else {}
    for name, value in given.items():
        if name in expected and not _agrees(value, expected[name]):
            why = f"{name} is {_shown(value)} in the notice and {_shown(expected[name])} by the record"
            reasons.need(False, f"states_{name}", "What it states is on record.", why, rules=rule.rules)
    _sensible(reasons, command, given)
    if confirmed or given:
        content: dict[str, Any] = {name: _as_data(value) for name, value in given.items()}
        yield e.NoticeStated(notice=command.notice, conflicts_confirmed=confirmed, content=content)


def assessed(context: Context) -> list[str]:
    """Suppliers with an assessed tender: a moderated score for every cell of the final round."""
    final = context.definition.final_round
    cells = context.round(final).cells()
    moderated = context.state.moderated
    return [ref for ref in context.state.partners if all(cell_key(final, ref, *cell) in moderated for cell in cells)]


def _expected(context: Context, started: Iterable[e.DeadlineStarted]) -> dict[str, object]:
    """What the record says where it says exactly one thing."""
    there, state = assessed(context), context.state
    awarded = {move.target for move in context.definition.partners.moves.values() if move.part_of_award}
    best = {one.target for name, one in context.definition.partners.moves.items() if _ranks(context, name)} & awarded
    found: dict[str, object] = {
        "tenders_assessed": len(there),
        "tenders_assessed_sme": sum(state.partners[ref].sme for ref in there),
        "unsuccessful_suppliers": {ref for ref in there if state.partners[ref].state not in best},
    }
    standstill = next((one for one in started if one.deadline == context.definition.standstill_deadline), None)
    if standstill is not None:
        found["standstill_ends_on"] = standstill.last_on
    material = [name for known in state.indicators.values() for name in known.material]
    return {**found, "indicators": set(material)}


def _ranks(context: Context, move: str) -> bool:
    """Whether it is the move by which the best tender is chosen."""
    return any(one.kind == "ranks_first" for one in context.definition.partners.moves[move].gate)


def _sensible(reasons: Reasons, command: c.PublishNotice, given: dict[str, object]) -> None:
    """What the record cannot know exactly lies between the beginning and the publication, and adds up."""
    opened = reasons.context.state.visits.get(reasons.context.definition.initial)
    first = command.on if opened is None else local_date(opened.at, reasons.context.definition.zone)
    for name in ("award_decided_on", "summaries_sent_on", "contract_entered_on"):
        day = given.get(name)
        if isinstance(day, date):
            why = f"{name} is {day}, which is not a day between {first} and the publication, {command.on}"
            reasons.need(first <= day <= command.on, f"states_{name}", "The day is past.", why)
    received, there = given.get("tenders_received"), given.get("tenders_assessed")
    if isinstance(received, int) and isinstance(there, int):
        why = f"{there} tenders were assessed, and only {received} were received"
        reasons.need(received >= there, "states_tenders_received", "Enough were received.", why)


def _agrees(value: object, expected: object) -> bool:
    return set(value) == expected if isinstance(value, tuple) else value == expected


def _shown(value: object) -> str:
    return ", ".join(sorted(map(str, value))) or "nobody" if isinstance(value, tuple | set) else str(value)


def _as_data(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
