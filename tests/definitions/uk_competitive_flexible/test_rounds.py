"""The general competitive flexible procedure: one round or two before final tenders, the door shut after the first."""

from __future__ import annotations

import pytest

from tests.definitions.playing import Player, along, judged, opened, shipped, to_step
from tests.pilot import prepare

LOADED = shipped("uk_competitive_flexible")
DEFINITION = LOADED.definition
TO_NEGOTIATION = (
    "define_problem", "open_engagement", "approve_design", "open_participation", "start_selection", "open_round_one",
    "assess_round_one", "open_negotiation",
)  # fmt: skip
SECOND = ("open_round_two", "assess_round_two", "open_dialogue", "invite_final_tenders_again")
AFTER = (
    "open_final_tenders", "decide_award", "send_summaries", "start_standstill", "enter_contract", "start_delivery",
    "close_procedure",
)  # fmt: skip


@pytest.mark.parametrize("between", [("invite_final_tenders",), SECOND], ids=["one round", "two rounds"])
def test_a_contract_is_reached_by_one_round_and_by_two(between: tuple[str, ...]) -> None:
    """The tender notice says which it will be; both ways are whole."""
    player = along(opened(LOADED), (*TO_NEGOTIATION, *between, *AFTER))
    assert player.state.step == "CLOSED"
    assert sorted(partner.state for partner in player.state.partners.values()) == ["contracted", "unsuccessful"]
    judged(player)


def test_each_round_has_a_tendering_period_of_its_own() -> None:
    """UK-CFP-6, trap 7: a revised round that is too short is refused as the first would be."""
    player = along(opened(LOADED), TO_NEGOTIATION)
    prepare(player, "open_round_two")
    tables = {name: rule.table for name, rule in DEFINITION.deadlines.items() if rule.table is not None}
    assert tables == {
        "applications_close": "participation_period",
        "round1_close": "tendering_period",
        "round2_close": "tendering_period",
        "final_tenders_close": "tendering_period",
    }


def test_nobody_comes_in_after_the_first_round() -> None:
    """UK-CFP-4: neither somebody new nor somebody who was eliminated."""
    player = along(opened(LOADED), TO_NEGOTIATION)
    player.do("register_partner", partner="crow", lot=None)
    assert player.state.partners["crow"].state == "late"  # recorded, kept unopened, and never let in
    assert not {state for move in DEFINITION.partners.moves.values() for state in move.source} & DEFINITION.leavers


def test_whoever_does_not_tender_again_is_out_only_after_the_deadline() -> None:
    """UK-CLK-6: the same end for everybody, recorded when it has passed."""
    player = along(opened(LOADED), (*TO_NEGOTIATION, "open_round_two"))
    assert "round_two_closed" in player.why("move_partner", partner="acme", move="no_revised_tender")
    assert "tender_filed" in player.why("move_partner", partner="acme", move="tender_again")


def test_criteria_are_refined_only_before_final_tenders_are_invited() -> None:
    """UK-REF-1: the moves that refine stand in the two steps of negotiation alone."""
    steps = {DEFINITION.moves_by_name[name].source for name in DEFINITION.landmarks.moves.refine_criteria}
    assert steps == {"NEGOTIATION", "DIALOGUE"}
    player = along(opened(LOADED), (*TO_NEGOTIATION, "invite_final_tenders"))
    assert "move_exists" in player.why("advance", to="NEGOTIATION", move="refine_criteria")


def test_no_contract_without_standstill_and_no_award_without_its_reasons() -> None:
    """UK-SS-6, UK-AWD-1."""
    player = at("STANDSTILL")
    assert "standstill_over" in player.why("move_partner", partner=chosen(player), move="contract")
    player = at("AWARD_DECIDED")
    assert {"summaries_accepted", "summaries_sent"} <= set(player.why("advance", to="SUMMARIES_SENT"))


def test_nobody_is_paid_to_take_part() -> None:
    """Suppliers who are only in negotiation cannot be paid: for that there is another definition."""
    player = along(opened(LOADED), TO_NEGOTIATION)
    player.do("set_envelope", envelope="contract", amount_minor=1_000_000)
    assert "payable" in player.why("commit_money", commitment="c1", envelope="contract", partner="acme")


def at(step: str) -> Player:
    """A procedure that has come to a step by one round."""
    return to_step(opened(LOADED), step)


def chosen(player: Player) -> str:
    """Who is to be awarded the contract."""
    return next(ref for ref, partner in player.state.partners.items() if partner.state == "awarded")
