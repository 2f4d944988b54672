"""Which commands wait while the clock is in doubt: those whose answer a minute can turn, in the real procedure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.clockwork.doubt import is_time_critical
from engine.definition import Definition
from engine.state import State
from tests.factories import Case, make_procedure, real

TIMED = {"deadline_passed", "deadline_not_passed", "standstill_over", "artefact_reviewed"}


@pytest.fixture(scope="module")
def case() -> Case:
    """Give the innovative partnership, just opened."""
    return make_procedure("DRAFT", definition=real())


def critical(case: Case, kind: str, state: State | None = None, **fields: object) -> bool:
    """Whether a command waits."""
    return is_time_critical(case.definition, state or case.state, case.command(kind, **fields))


def test_a_move_waits_when_its_gate_asks_for_the_time_and_only_then(case: Case) -> None:
    """For every move of the definition, from the step in which it begins."""
    definition: Definition = case.definition
    waiting = {
        move.move
        for move in definition.moves
        if critical(case, "advance", State(procedure="RL-1", step=move.source), to=move.target, move=move.move)
    }
    assert waiting == {move.move for move in definition.moves if TIMED & {rule.kind for rule in move.gate}}
    assert 0 < len(waiting) < len(definition.moves)


def test_a_partner_move_waits_when_it_has_an_end_or_its_gate_asks(case: Case) -> None:
    """For every move of a partner."""
    rules = case.definition.partners.moves
    waiting = {name for name in rules if critical(case, "move_partner", partner="acme", move=name)}
    assert waiting == {
        name for name, rule in rules.items() if rule.until is not None or TIMED & {one.kind for one in rule.gate}
    }
    assert waiting


def test_a_paper_waits_when_a_supplier_hands_it_in_or_a_deadline_seals_it(case: Case) -> None:
    """The authority's own drafts do not."""
    for name, rule in case.definition.artefacts.items():
        partner = "acme" if rule.per_partner else None
        sealed = rule.sealed_until is not None
        assert critical(case, "submit_artefact", artefact=name, partner=partner) == (rule.per_partner or sealed)
        assert critical(case, "accept_artefact", artefact=name, partner=partner) == sealed


def test_receipts_and_clocks_always_wait_and_stops_never(case: Case) -> None:
    """A stop must not wait for an administrator; what it stopped begins again on a clock that somebody vouched for."""
    due = case.now + timedelta(days=30)
    assert critical(case, "register_partner", partner="acme")
    assert critical(case, "set_deadline", deadline="applications_close", due_at=due)
    assert critical(case, "extend_deadline", deadline="applications_close", due_at=due)
    assert critical(case, "shorten_deadline", deadline="applications_close", due_at=due, reason="x", notice="UK3")
    assert critical(case, "resume")
    assert critical(case, "unpause")
    for kind in ("suspend", "pause", "terminate", "declare_conflicts"):
        assert not critical(case, kind)
