"""SBRI: only who completes phase 1 may apply anew, nothing is bought, and the purchase is a procedure of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.definitions.playing import Player, opened, shipped, to_step
from tests.definitions.steering import move_partner
from tests.questions import reasons_of

LOADED = shipped("sbri_two_phase")
DEFINITION = LOADED.definition


@pytest.fixture
def gate_1() -> Player:
    """Two contractors at the gate of phase 1."""
    return to_step(opened(LOADED), "GATE1")


def test_only_who_completed_phase_1_may_apply_for_phase_2(gate_1: Player) -> None:
    """SBRI-3: the end report is accepted first, and who did not complete is out for good."""
    assert "state" in reasons_of(gate_1, "move_partner", partner="acme", move="apply_for_phase_2")
    move_partner(gate_1, "acme", "complete_phase_1")
    move_partner(gate_1, "bolt", "not_complete_phase_1")
    assert "still_in" in reasons_of(gate_1, "move_partner", partner="bolt", move="apply_for_phase_2")
    assert reasons_of(gate_1, "move_partner", partner="acme", move="apply_for_phase_2") == {"application_filed"}


def test_phase_2_wants_a_fresh_application_in_the_same_time_for_everybody(gate_1: Player) -> None:
    """SBRI-3: the application of phase 1 is not enough, and one deadline holds for all."""
    move_partner(gate_1, "acme", "complete_phase_1")
    move_partner(gate_1, "acme", "apply_for_phase_2")
    assert "phase_2_application@acme" in gate_1.state.artefacts
    due = gate_1.state.deadlines["second_call_closes"]
    gate_1.wait_until(due.due_at + timedelta(minutes=1))
    move_partner(gate_1, "bolt", "complete_phase_1")
    assert "until" in reasons_of(gate_1, "move_partner", partner="bolt", move="apply_for_phase_2")


def test_nobody_from_outside_comes_into_phase_2(gate_1: Player) -> None:
    """SBRI-3: the door shut with the call; whoever comes now is recorded as late."""
    gate_1.do("register_partner", partner="crow")
    assert gate_1.state.partners["crow"].state == "late"


def test_money_is_bound_by_exempt_contracts_only_and_within_its_phase() -> None:
    """SBRI-6, SBRI-9: the only legal base warns that there is no right to buy; budgets are with VAT."""
    (base,) = DEFINITION.money.legal_bases.values()
    assert base.caution is not None
    assert "never carries a right to buy" in base.caution
    assert all("VAT" in envelope.title for envelope in DEFINITION.money.envelopes.values())
    player = to_step(opened(LOADED), "PHASE1")
    assert {known.envelope for known in player.state.commitments.values()} == {"phase_1"}


def test_the_exemption_is_reasoned_before_anybody_is_called() -> None:
    """SBRI-9, UK-SCOPE-8: without the memorandum neither the call is approved nor published."""
    player = to_step(opened(LOADED), "MARKET_CONSULTATION")
    assert {"exemption_reasoned", "market_price_shown", "property_arranged"} <= reasons_of(
        player, "advance", to="CALL_APPROVED"
    )


def test_a_handover_names_the_new_procedure_and_levels_the_field() -> None:
    """SBRI-5, UK-PME-2: information pack, advantages assessed, and the reference of a procedure of its own."""
    player = to_step(opened(LOADED), "COMPLETED")
    assert reasons_of(player, "advance", to="HANDOVER_TO_PROCUREMENT") >= {
        "results_published",
        "results_announced",
        "advantage_assessed",
        "new_procedure_named",
        "follow_on_decided",
    }


def test_nothing_is_awarded_and_no_notice_of_the_regime_is_owed() -> None:
    """SBRI-5, SBRI-9: no standstill, no award, no step in which something is bought."""
    assert DEFINITION.standstill_deadline is None
    assert DEFINITION.landmarks.steps.purchase is None
    assert all(move.owes is None for move in DEFINITION.moves)
    assert not any(notice.startswith("UK") for notice in DEFINITION.notices)


def test_intellectual_property_stays_with_the_supplier() -> None:
    """SBRI-4: said in the terms, asked before the call, and settled before the end."""
    assert "That it stays with the supplier" in DEFINITION.artefacts["ip_terms"].contains
    for end in ("HANDOVER_TO_PROCUREMENT", "CLOSED"):
        player = to_step(opened(LOADED), "COMPLETED")
        assert "licences_settled" in reasons_of(player, "advance", to=end)
