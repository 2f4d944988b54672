"""Asks what stands in the way: of a command, of a move, of one requirement of a move."""

from __future__ import annotations

from typing import Any

from engine.errors import Refused
from engine.explain import explain
from engine.explanation import Explanation, Finding
from tests.hands import Case


def explained(case: Case, move: str) -> Explanation:
    """The whole answer for a move, now."""
    definition = case.definition
    return explain(definition, case.state, definition.moves_by_name[move], case.now, case.calendar)


def refusal_of(case: Case, kind: str, **fields: Any) -> Explanation | None:
    """The explanation of a command that would be refused, or None; nothing happens either way."""
    try:
        case.decide(kind, **fields)
    except Refused as refusal:
        return refusal.explanation
    return None


def reasons_of(case: Case, kind: str, **fields: Any) -> set[str]:
    """The ids of what stands against a command; empty when it would be accepted."""
    refusal = refusal_of(case, kind, **fields)
    return set() if refusal is None else {finding.id for finding in refusal.blockers}


def standing_of(case: Case, move: str, requirement: str) -> Finding:
    """The finding about one requirement of a move."""
    (finding,) = [finding for finding in explained(case, move).findings if finding.id == requirement]
    return finding


def why_of(case: Case, move: str, requirement: str) -> str:
    """Why a requirement is not met."""
    finding = standing_of(case, move, requirement)
    assert finding.blocks, finding
    return finding.why
