"""What the Procurement Act asks of people while a procedure runs is asked by the definitions that ship under it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.definitions.playing import Player, opened, shipped, to_step
from tests.pilot import make, prepare

COMPETITIONS = ("uk_competitive_flexible", "uk_innovative_partnership_staged")
EACH = pytest.mark.parametrize("name", COMPETITIONS)
THREE = [{"indicator": f"k{i}", "title": f"Indicator {i}", "material": True} for i in range(3)]


def at(name: str, step: str, *facts: str) -> Player:
    """A procedure under a shipped definition that has come to a step by the shortest way."""
    return to_step(opened(shipped(name), facts=facts), step)


def chosen(player: Player) -> str:
    """Who is to be awarded the contract."""
    return next(ref for ref, partner in player.state.partners.items() if partner.state == "awarded")


@EACH
def test_each_notice_confirms_the_conflicts_assessment_anew(name: str) -> None:
    """UK-COI-3: UK7 wants a revision from after UK4, and says that it confirms it."""
    player = at(name, "CONTRACT_ENTERED")
    assert set(player.why("publish_notice", notice="UK7")) == {"conflicts_confirmed"}
    player.do("submit_artefact", artefact="conflicts_assessment")
    player.do("accept_artefact", artefact="conflicts_assessment")
    assert set(player.why("publish_notice", notice="UK7", confirms_conflicts=False)) == {"confirms_conflicts"}
    assert player.do("publish_notice", notice="UK7")[:2] == ("notice.published", "notice.stated")
    assert set(player.why("publish_notice", notice="UK7")) == {"conflicts_confirmed"}  # and so again


@EACH
def test_the_award_notice_states_what_the_record_says(name: str) -> None:
    """UK-SS-1: the last day of the standstill and the number of tenders are compared before anybody relies on them."""
    player = at(name, "SUMMARIES_SENT")
    prepare(player, "start_standstill")  # UK6 is out, and stated all of it
    told = player.state.deadlines["standstill"].last_on
    assert told is not None
    content = {
        "award_decided_on": player.now.date(), "summaries_sent_on": player.now.date(), "tenders_received": 2,
        "tenders_assessed": 2, "standstill_ends_on": told - timedelta(days=1),
    }  # fmt: skip
    assert "states_standstill_ends_on" in player.why("publish_notice", notice="UK6", content=content)
    del content["tenders_received"]
    assert "states" in player.why("publish_notice", notice="UK6", content=content)


@EACH
def test_what_was_refined_is_provided_again_before_final_tenders(name: str) -> None:
    """UK-REF-1, UK-REF-4: foreseen, before the invitation, and documents from before it do not serve."""
    player = at(name, "NEGOTIATION")
    prepare(player, "invite_final_tenders")
    change = {"outcome": {"title": "Outcome in everyday use", "weight": 45}, "cost": {"weight": 25}}
    assert player.do("refine", round="final", criteria=change) == ("criteria.refined",)
    assert "refinement_provided" in player.why("advance", to="FINAL_INVITED", move="invite_final_tenders")
    make(player, "invite_final_tenders")
    assert player.state.step == "FINAL_INVITED"
    assert player.why("refine", round="final", criteria=change)


@EACH
def test_a_refinement_that_wrongs_an_eliminated_supplier_is_refused(name: str) -> None:
    """UK-REF-3: the first round is run again; whoever was put out for a poorer outcome had the better price."""
    partners = {"acme": None, "bolt": None, "crow": None}
    player = to_step(opened(shipped(name), partners=partners), "ROUND1_ASSESSED", partners=partners)
    player.do("accept_artefact", artefact="first_tender", partner="crow")
    scores = {"outcome": 2, "cost": 5}
    for person in ("evaluation_panel", "evaluation_panel_2"):
        player.do("declare_conflicts", role="evaluation_panel", actor=person)
    for criterion, sub in player.definition.rounds["round1"].cells():
        cell = {"round": "round1", "partner": "crow", "criterion": criterion, "sub_criterion": sub or None}
        for person in ("evaluation_panel", "evaluation_panel_2"):
            player.do("record_assessment", **cell, actor=person, score=scores.get(criterion, 3))
        player.do("moderate_assessment", **cell, score=scores.get(criterion, 3))
    player.do("move_partner", partner="crow", move="eliminate_in_round_one")
    make(player, "open_negotiation", partners=partners)
    cheaper = {"outcome": {"title": "Outcome", "weight": 10}, "cost": {"title": "Whole-life cost", "weight": 60}}
    assert set(player.why("refine", round="final", criteria=cheaper)) == {"nobody_wronged"}
    better = {"outcome": {"title": "Outcome in everyday use", "weight": 50}, "cost": {"weight": 20}}
    assert player.do("refine", round="final", criteria=better) == ("criteria.refined",)


@EACH
def test_a_weight_does_not_change_by_itself(name: str) -> None:
    """UK-REF-2: relative importance changes only because a criterion does."""
    player = at(name, "NEGOTIATION")
    assert player.why("refine", round="final", criteria={"outcome": {"weight": 45}, "cost": {"weight": 25}})


@EACH
def test_a_modified_notice_is_published_again_before_the_selection(name: str) -> None:
    """UK-MOD-1, UK-MOD-3: a change made while applications are open is told to everybody before they close."""
    player = at(name, "PARTICIPATION_OPEN")
    assert "deadlines" in player.why("modify", deadlines_considered=False)
    player.do("modify")
    assert "modification_published" in player.why("advance", to="SELECTION", move="start_selection")
    make(player, "modify_notice")
    assert "modification_published" not in player.why("advance", to="SELECTION", move="start_selection")


@EACH
def test_later_only_what_is_not_substantial_is_modified_and_everybody_is_told(name: str) -> None:
    """UK-MOD-2: both questions are answered no, and each participating supplier is named."""
    player = at(name, "NEGOTIATION")
    answers = {"of": "documents", "admits_others": False, "changes_participants": False}
    assert set(player.why("modify", **answers)) == {"told"}
    told = tuple(player.state.partners)
    assert set(player.why("modify", **answers | {"admits_others": True}, told=told)) == {"not_substantial"}
    assert player.do("modify", **answers, told=told) == ("modification.recorded",)


@EACH
def test_indicators_are_set_and_published_before_a_contract_above_five_million(name: str) -> None:
    """UK-KPI-1: two are refused, three unpublished do not open the gate."""
    player = at(name, "STANDSTILL", "contract_over_5m")
    winner = chosen(player)
    assert set(player.why("set_indicators", partner=winner, indicators=THREE[:2])) == {"least"}
    player.do("set_indicators", partner=winner, indicators=THREE)
    assert "indicators_set" in player.why("move_partner", partner=winner, move="contract")
    player.do("set_indicators", partner=winner, indicators=THREE, published_on=player.now.date())
    assert "indicators_set" not in player.why("move_partner", partner=winner, move="contract")


@EACH
def test_an_exclusion_can_be_reported_and_that_meets_its_duty(name: str) -> None:
    """UK-EXC-5: the clock that starts with the exclusion is met by the report."""
    player = at(name, "SELECTION")
    partner = next(iter(player.state.partners))
    player.do("move_partner", partner=partner, move="exclude")
    assert player.do("report_exclusion", partner=partner) == ("exclusion.reported", "deadline.met")


def test_a_direct_award_confirms_conflicts_and_states_its_standstill() -> None:
    """UK-COI-3, UK-SS-1: UK5 confirms, UK6 states the last day, and UK7 wants a revision from after UK5."""
    player = at("uk_prototype_direct_award", "INTENTION_PUBLIC")
    prepare(player, "start_standstill")
    told = player.state.deadlines["standstill"].last_on
    assert told is not None
    content = {"award_decided_on": player.now.date(), "standstill_ends_on": told - timedelta(days=1)}
    assert "states_standstill_ends_on" in player.why("publish_notice", notice="UK6", content=content)
    to_step(player, "CONTRACT_ENTERED")
    assert set(player.why("publish_notice", notice="UK7")) == {"conflicts_confirmed"}


def test_a_direct_award_above_five_million_has_indicators_too() -> None:
    """UK-KPI-1."""
    player = at("uk_prototype_direct_award", "STANDSTILL", "contract_over_5m")
    winner = next(ref for ref, partner in player.state.partners.items() if partner.state == "chosen")
    assert "indicators_set" in player.why("move_partner", partner=winner, move="contract")
    player.do("set_indicators", partner=winner, indicators=THREE, published_on=player.now.date())
    assert "indicators_set" not in player.why("move_partner", partner=winner, move="contract")
