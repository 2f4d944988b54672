"""What Prefect's pages show of a move: its gate with every requirement, and how many partners are where."""

from __future__ import annotations

from typing import Any

from actions.answer import Answer
from actions.consequences.case import Case, banner
from actions.consequences.markdown import plain, table
from actions.house import House
from engine.events import GateDecided
from engine.evolve import replay
from engine.explain import explain
from engine.explanation import Explanation, Standing
from storage.codec import happened, history_of

_MARK = {
    Standing.MET: "yes",
    Standing.UNMET: "NO",
    Standing.WAIVED: "waived",
    Standing.WARNING: "warning",
    Standing.NOT_ASKED: "not asked",
    Standing.RULING: "needs a ruling",
}


def gate_of(house: House, answer: Answer) -> Explanation | None:
    """The gate that a committed move passed, evaluated on what was known then: the words behind ``gate.decided``."""
    first = answer.events[0][0]
    with house.store.reading() as reading:
        stored = next(reading.events(answer.procedure, after_n=first - 1, upto_n=first), None)
        decided = None if stored is None else happened(stored.canon).event
        if not isinstance(decided, GateDecided):
            return None
        before = replay(history_of(reading.events(answer.procedure, upto_n=first - 1)), answer.procedure)
        definition = house.definitions.pinned(reading, before.definition)
    move = definition.moves_by_name[decided.move]
    return explain(definition, before, move, answer.at, house.pinned_calendar(before.calendar))


def banner_of(house: House, procedure: str) -> str | None:
    """The line that marks a procedure as a re-enactment."""
    with house.store.reading() as reading:
        row = reading.procedure(procedure)
    return None if row is None else banner(house.states.of(row))


def explanation_markdown(explanation: Explanation, *, marked: str | None = None) -> str:
    """Every requirement: whether it holds, why, who can mend it, and the rule; ``marked`` is a re-enactment's line."""
    rows = [
        (
            _MARK[finding.standing],
            finding.asks,
            finding.why,
            ", ".join(finding.who) if finding.blocks else "",
            (finding.next or "") if finding.blocks else "",
            ", ".join(finding.rules),
        )
        for finding in explanation.findings
    ]
    parts = [
        f"# {plain(explanation.procedure)}: {plain(explanation.asked)}",
        *([f"**{plain(marked)}**"] if marked is not None else []),
        plain(explanation.sentence),
    ]
    if rows:
        parts.append(table(("Holds", "What must hold", "Why", "Who can mend it", "What to type", "Rules"), rows))
    return "\n\n".join(parts) + "\n"


def funnel_table(case: Case) -> list[dict[str, Any]]:
    """One line for each state that a partner is in, in the order of the definition, and by lot where there are lots."""
    counted: dict[tuple[str, str], int] = {}
    for partner in case.state.partners.values():
        place = (partner.state, partner.lot or "")
        counted[place] = counted.get(place, 0) + 1
    states = case.definition.partners.states
    return [
        {
            "State": states[state].title,
            "Lot": lot or "-",
            "Partners": count,
            "Still in": "no" if states[state].leaver else "yes",
        }
        for (state, lot), count in sorted(
            counted.items(), key=lambda item: (list(states).index(item[0][0]), item[0][1])
        )
    ]
