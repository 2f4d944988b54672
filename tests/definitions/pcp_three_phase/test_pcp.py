"""PCP: three phases in competition, a test series of limited volume, and a purchase only in a procedure of its own."""

from __future__ import annotations

from engine.definition import Severity
from engine.explanation import Standing
from tests.definitions.playing import Player, opened, shipped, to_step
from tests.definitions.steering import move_partner
from tests.questions import reasons_of, standing_of

LOADED = shipped("pcp_three_phase")
DEFINITION = LOADED.definition


def at(step: str) -> Player:
    """Two suppliers who have come so far."""
    return to_step(opened(LOADED), step)


def test_each_phase_is_open_to_those_who_completed_the_one_before() -> None:
    """EU-PCP-2: design, prototype, test series; a fresh application each time."""
    moves = DEFINITION.partners.moves
    assert moves["apply_for_phase_2"].source == ("phase_1_completed",)
    assert moves["apply_for_phase_3"].source == ("phase_2_completed",)
    player = at("GATE2")
    move_partner(player, "acme", "complete_phase_2")
    move_partner(player, "bolt", "not_complete_phase_2")
    assert "still_in" in reasons_of(player, "move_partner", partner="bolt", move="apply_for_phase_3")


def test_fewer_than_two_suppliers_are_warned_of_and_never_refused() -> None:
    """EU-PCP-2 asks for two to the end, and nobody has confirmed that for us: it only warns."""
    player = at("ASSESSMENT_P3")
    move_partner(player, "acme", "fund_phase_3")
    move_partner(player, "bolt", "not_fund_phase_3")
    found = standing_of(player, "start_phase_3", "competition_remains")
    assert (found.blocks, found.standing) == (False, Standing.WARNING)
    rule = DEFINITION.moves_by_name["start_phase_3"].gate
    assert next(asks for asks in rule if asks.id == "competition_remains").severity is Severity.WARN


def test_the_test_series_is_limited_before_it_is_made() -> None:
    """EU-PCP-3: its plan says why field tests need that much, and that it is no quantity production."""
    assert "volume_limited" in reasons_of(at("ASSESSMENT_P3"), "advance", to="PHASE3_TESTSERIES")
    assert "That it is no quantity production and recovers no cost of development" in (
        DEFINITION.artefacts["test_series_plan"].contains
    )


def test_half_of_the_value_is_research_and_that_only_warns() -> None:
    """EU-PCP-5 is unconfirmed: shown at the approval of the call."""
    found = standing_of(at("MARKET_CONSULTATION"), "approve_call", "research_outweighs")
    assert not found.blocks


def test_a_purchase_is_a_procurement_of_its_own() -> None:
    """EU-PCP-7: the record of the handover names it; nothing is bought here."""
    assert "new_procedure_named" in reasons_of(at("COMPLETED"), "advance", to="HANDOVER_TO_PROCUREMENT")
    assert DEFINITION.settled["purchase_follows"].answer is False
    assert DEFINITION.standstill_deadline is None


def test_rights_stay_with_the_supplier_and_that_only_warns() -> None:
    """EU-PCP-4 is unconfirmed."""
    gate = DEFINITION.moves_by_name["approve_call"].gate
    assert next(asks for asks in gate if asks.id == "property_arranged").severity is Severity.WARN
