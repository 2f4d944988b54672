"""The innovation partnership of the Union does what Article 31 says, and refuses what it does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.definition import Severity
from engine.definition import requirements as q
from engine.time.local_time import local_date
from procedures.checker.walk import asked
from tests.definitions.playing import Player, along, opened, shipped, to_step
from tests.definitions.steering import move_partner, score
from tests.pilot import make, prepare
from tests.questions import reasons_of

LOADED = shipped("eu_innovation_partnership")
DEFINITION = LOADED.definition
UNVERIFIED = {"EU-40/41", "EU-42", "EU-46", "EU-47", "EU-49-52", "EU-53", "EU-55", "EU-57/59", "EU-67/68", "EU-69",
              "EU-72", "EU-SS-2", "EU-SS-3"}  # fmt: skip


@pytest.fixture
def negotiating() -> Player:
    """Two tenderers in the first round of negotiation."""
    return to_step(opened(LOADED), "NEGOTIATION")


def test_candidates_have_thirty_days_from_the_day_on_which_the_notice_is_sent() -> None:
    """EU-IP-4: twenty-nine days are refused; the thirtieth that falls on a holiday rolls on (EU-CLK-1)."""
    player = to_step(opened(LOADED), "DOCUMENTS_APPROVED")
    player.do("submit_artefact", artefact="contract_notice")
    player.do("accept_artefact", artefact="contract_notice")
    due = player.now.replace(hour=12) + timedelta(days=29)
    assert reasons_of(player, "set_deadline", deadline="applications_close", due_at=due) == {
        "applications_close_minimum"
    }


@pytest.mark.parametrize("rounds", [1, 3])
def test_rounds_of_negotiation_may_repeat_and_each_has_its_own_papers(negotiating: Player, rounds: int) -> None:
    """EU-IP-11, EU-IP-12: minutes, a change note and consents are asked anew in every round."""
    for _ in range(rounds):
        assert reasons_of(negotiating, "advance", to="REVISED_TENDERS") >= {
            "round_minuted",
            "changes_told",
            "consents_recorded",
            "round_decided",
        }
        along(negotiating, ["ask_for_revised_tenders", "open_revised_tenders"])
    along(negotiating, ["invite_final_tenders"])
    assert negotiating.state.visits["REVISED_TENDERS"].times == rounds


def test_final_tenders_are_not_negotiated(negotiating: Player) -> None:
    """EU-IP-11: after the final invitation no move leads back into negotiation."""
    along(negotiating, ["invite_final_tenders"])
    reached, todo = set(), [negotiating.state.step]
    while todo:
        for move in DEFINITION.moves_from[todo.pop()]:
            if move.target not in reached:
                reached.add(move.target)
                todo.append(move.target)
    assert not reached & {"NEGOTIATION", "REVISED_TENDERS", "INITIAL_TENDERS"}
    assert reasons_of(negotiating, "advance", to="NEGOTIATION") == {"move_exists"}


def test_fewer_than_three_are_invited_only_with_a_recorded_reason() -> None:
    """EU-IP-5: three at least, unless fewer are qualified."""
    player = to_step(opened(LOADED), "SELECTION")
    prepare(player, "invite_initial_tenders")
    assert "invite_initial_tenders/three_invited" in player.state.waivers


def test_partners_are_chosen_by_the_best_ratio_alone() -> None:
    """EU-IP-6: several may be chosen, but nobody left out may be better."""
    player = to_step(opened(LOADED), "FINAL_ASSESSMENT")
    for ref, points in (("acme", 3), ("bolt", 5)):
        player.do("accept_artefact", artefact="final_tender_document", partner=ref)
        score(player, "final", ref, points)
    assert "best_ratio" in reasons_of(player, "move_partner", partner="acme", move="award")
    move_partner(player, "bolt", "award")
    move_partner(player, "acme", "award")
    assert {partner.state for partner in player.state.partners.values()} == {"awarded"}


def test_nothing_is_signed_before_ten_days_after_the_decision_was_sent() -> None:
    """EU-SS-1, EU-CLK-1: the day of sending is not counted, and an end on a holiday rolls on."""
    player = to_step(opened(LOADED), "STANDSTILL")
    standstill = player.state.deadlines["standstill"]
    sent_on = standstill.starts_on
    assert standstill.last_on is not None
    assert standstill.last_on >= sent_on + timedelta(days=10)
    player.wait_until(standstill.due_at)
    assert "standstill_over" in reasons_of(player, "move_partner", partner="acme", move="contract")
    player.wait_until(standstill.due_at + timedelta(minutes=1))
    assert "standstill_over" not in reasons_of(player, "move_partner", partner="acme", move="contract")


def test_a_standstill_that_ends_on_a_holiday_ends_with_the_next_working_day() -> None:
    """EU-CLK-1: whatever the day on which it was sent, it never ends on a day on which somebody rests."""
    player = to_step(opened(LOADED), "AWARD_DECIDED")
    prepare(player, "start_standstill")
    rule = DEFINITION.deadlines["standstill"].period
    assert rule is not None
    assert (rule.length, rule.rolling, rule.counting) == (10, "eu", "after")
    on = player.state.deadlines["standstill"].last_on
    assert on is not None
    assert player.calendar.is_working_day(on)


def test_the_number_of_partners_goes_down_only_and_only_as_announced() -> None:
    """EU-IP-10: a partner that left never returns, and its end asks for the announced conditions."""
    player = to_step(opened(LOADED), "FINAL_ASSESSMENT")
    for ref in ("acme", "bolt"):
        move_partner(player, ref, "award")
    to_step(player, "STANDSTILL")
    for ref in ("acme", "bolt"):
        move_partner(player, ref, "contract")
    to_step(player, "PHASE_GATE_1")
    missing = reasons_of(player, "move_partner", partner="acme", move="end_contract_after_phase_1")
    assert missing == {"assessed", "gate_reported"}
    move_partner(player, "acme", "end_contract_after_phase_1")
    move_partner(player, "bolt", "continue_to_phase_2")
    assert "still_in" in reasons_of(player, "move_partner", partner="acme", move="continue_to_phase_2")
    assert "still_in" in reasons_of(player, "move_partner", partner="acme", move="terminate_for_cause")


def test_nothing_is_bought_that_misses_its_levels_or_costs_more() -> None:
    """EU-IP-7, EU-IP-18: the commercial phase waits for the performance report and the calculation made anew."""
    player = to_step(opened(LOADED), "PHASE_GATE_2")
    assert "levels_reached" in reasons_of(player, "move_partner", partner="acme", move="supply")
    move_partner(player, "acme", "supply")
    if player.state.partners["bolt"].state == "developing":
        move_partner(player, "bolt", "miss_target_of_phase_2")
    assert reasons_of(player, "advance", to="COMMERCIAL_PHASE") >= {"purchase_in_proportion", "purchase_decided"}


def test_the_award_notice_is_due_thirty_days_after_conclusion() -> None:
    """EU-49-52: counted from the day after; a duty does not roll, so it is late nowhere."""
    player = to_step(opened(LOADED), "PARTNERSHIP_SIGNED")
    due = player.state.deadlines["award_notice_due"]
    assert due.last_on == local_date(player.now, DEFINITION.zone) + timedelta(days=30)
    make(player, "start_phase_1")
    assert "CAN" not in player.state.notices  # a rule that nobody has confirmed only warns


def test_rules_that_nobody_has_confirmed_only_warn() -> None:
    """Whatever rests on such rules alone is shown, and stands in nobody's way; everything else binds."""
    for one in asked(DEFINITION):
        rules = set(one.requirement.rules)
        if rules <= UNVERIFIED:
            assert one.requirement.severity is Severity.WARN, one.where
    waits = [one.requirement for one in asked(DEFINITION) if isinstance(one.requirement, q.ExclusionsChecked)]
    assert {asks.severity for asks in waits} == {Severity.WARN}


def test_confidential_information_needs_a_consent_in_every_phase() -> None:
    """EU-IP-13: never a general waiver; the record of consents is asked before each gate."""
    moves = {
        one.gate for one in asked(DEFINITION)
        if isinstance(one.requirement, q.ArtefactAccepted) and one.requirement.artefact == "consent_record"
    }  # fmt: skip
    assert len(moves) == 4


def test_the_calendar_is_nobodys_and_never_too_short() -> None:
    """1 November is no holiday everywhere, and still none of its periods ends on one anywhere."""
    assert DEFINITION.calendar == "eu"
    player = opened(LOADED)
    assert not player.calendar.is_working_day(date(2027, 11, 1))
    assert not player.calendar.is_working_day(date(2026, 5, 1))
