"""What a hostile programme manager tries: backdating, pausing, correcting, paying early. Each attempt is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.time.dates import describe_date
from engine.time.local_time import local_date
from tests.factories import Case, make_procedure, real
from tests.pilot import make, prepare
from tests.questions import why_of

VOID = {"effect": "void"}


def at(step: str) -> Case:
    """The shipped procedure at a step."""
    return make_procedure(step, definition=real())


def test_a_notice_that_starts_a_clock_is_not_recorded_weeks_after_its_day() -> None:
    """A standstill would be over before anybody had seen its notice (UK-SS-1); the previous working day will do."""
    case = at("SUMMARIES_SENT")
    entered = local_date(case.now, "Europe/London")
    case.clock.advance(timedelta(days=20))
    assert "is too long ago" in case.why("publish_notice", notice="UK6", on=entered)["on"]
    case.do("publish_notice", notice="UK6", on=local_date(case.now, "Europe/London") - timedelta(days=1))


def test_an_award_notice_published_again_never_shortens_the_standstill() -> None:
    """The longer standstill that a notice stated binds (UK-SS-1, trap 9)."""
    case = at("SUMMARIES_SENT")
    case.do("publish_notice", notice="UK6", standstill_days=12)
    last_on = case.state.deadlines["standstill"].last_on
    assert last_on is not None
    why = f'"Standstill" was published to end on {describe_date(last_on)}: the longer period binds'
    assert case.why("publish_notice", notice="UK6") == {"never_earlier": why}


def test_a_notice_that_starts_a_clock_is_not_published_while_the_procedure_stands_still() -> None:
    """Neither while a court suspends nor while the authority pauses (UK-SS-3)."""
    case = at("SUMMARIES_SENT")
    case.do("suspend")
    assert "not_suspended" in case.why("publish_notice", notice="UK6")


def test_a_tender_notice_is_not_changed_after_applications_have_closed() -> None:
    """What invited is then history (UK-MOD-4)."""
    case = at("PARTICIPATION_OPEN")
    case.do("publish_notice", notice="UK4")
    case.wait_until(case.state.deadlines["applications_close"].due_at + timedelta(seconds=1))
    assert "still_open" in case.why("publish_notice", notice="UK4")


@pytest.mark.parametrize("stop", ["pause", "suspend"])
def test_a_stop_shuts_nobody_out(stop: str) -> None:
    """A deadline that ran at the stop keeps what was left of it, to the microsecond (law.md 8.a)."""
    case = at("ROUND1_OPEN")
    due = case.state.deadlines["round1_close"].due_at
    case.wait_until(due - timedelta(hours=1))
    case.do(stop)
    case.wait_until(due + timedelta(hours=5))
    case.do("submit_artefact", artefact="first_tender", partner="bolt")
    assert set(case.why("accept_artefact", artefact="first_tender", partner="bolt")) == {"sealed"}
    if stop == "suspend":
        case.do("submit_artefact", artefact="court_order")
        case.do("accept_artefact", artefact="court_order")
    case.do("unpause" if stop == "pause" else "resume")
    assert case.state.deadlines["round1_close"].due_at == due + timedelta(hours=6)
    assert "round_one_closed" in case.why("move_partner", partner="bolt", move="no_tender")
    case.do("move_partner", partner="bolt", move="tender")


def test_an_application_was_not_received_before_suppliers_were_invited() -> None:
    """A receipt from years before the notice is no receipt (UK-TN-1)."""
    case = at("PARTICIPATION_OPEN")
    reasons = case.why("register_partner", partner="ghost", received_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert reasons == {"invited": "a receipt on Wednesday 1 January 2020 lies before the invitation"}


def test_money_is_not_paid_before_the_gate_that_asks_for_it() -> None:
    """Seed money waits for the decision and the agreement (UK-CFP-1)."""
    case = at("ROUND1_ASSESSED")
    prepare(case, "award_seed_funding")
    payment = {"commitment": "seed_and_testbed-acme", "instalment": "i1", "amount_minor": 1}
    why = 'it was bound for "Fund the best first tenders", which has not happened yet'
    assert case.why("pay_instalment", **payment) == {"gate_passed": why}
    make(case, "award_seed_funding")
    case.do("pay_instalment", **payment)


def test_taking_back_a_stop_brings_no_earlier_pass_to_life() -> None:
    """The decision is taken anew."""
    case = at("SELECTION")
    case.do("record_decision", decision="abandonment")
    case.do("record_decision", decision="abandonment", role="legal_adviser")
    case.do("record_decision", decision="abandonment", outcome="stop")
    case.do("correct", event=case.state.n, **VOID)
    assert why_of(case, "abandon_selection", "abandonment_decided").endswith("is not taken")


def test_nobody_takes_back_a_conflict_that_somebody_declared() -> None:
    """Its end is declared by the same person, in words (UK-COI-2)."""
    case = at("SELECTION")
    conflict = {"role": "evaluation_panel", "position": "unresolved", "details": "A family tie."}
    case.do("declare_conflicts", **conflict)
    assert set(case.why("correct", event=case.state.n, **VOID)) == {"own_declaration"}
    assert set(case.why("declare_conflicts", role="evaluation_panel")) == {"details"}
    case.do("declare_conflicts", role="evaluation_panel", details="I stand down from this supplier.")


def test_an_excluded_supplier_becomes_clear_only_with_a_reason() -> None:
    """Self-cleaning is written down (UK-EXC-4)."""
    case = at("SELECTION")
    case.do("check_exclusion", partner="acme", outcome="excluded", reason="On the list.")
    assert case.why("check_exclusion", partner="acme") == {"reason": "an adverse outcome, and its end, needs --reason"}
    case.do("check_exclusion", partner="acme", reason="It showed that it has mended its ways.")


def test_everybody_who_scored_declares_interests_anew() -> None:
    """Not only who decided: one evaluator does not declare for another (EVAL-6)."""
    case = at("SEED_GATE")
    prepare(case, "enter_testbed")
    key = "evaluation_panel/evaluation_panel_2"
    old = {**case.state.conflicts, key: case.state.conflicts[key]._replace(n=0)}
    case._state = replace(case.state, conflicts=old)
    assert "evaluation_panel_2" in why_of(case, "enter_testbed", "conflicts_reviewed")


def test_summaries_wait_for_the_award_decision() -> None:
    """Nobody is told a result that is not decided (UK-AWD-1)."""
    case = at("FINAL_ASSESSMENT")
    prepare(case, "decide_award")
    assert set(case.why("send_summaries", partners=["acme", "bolt"])) == {"decided"}


def test_after_a_withdrawn_award_the_panel_may_score_again() -> None:
    """Assessing again is a new visit, in which the cells are open (UK-ASS-3)."""
    case = at("STANDSTILL")
    make(case, "withdraw_and_reassess")
    cell = {"round": "final", "partner": "acme", "criterion": "cost"}
    case.do("record_assessment", **cell, score=1)
    case.do("moderate_assessment", **cell, score=1)
    assert case.why("record_assessment", **cell) == {"locked": "the cell is moderated"}


def test_a_contract_that_ends_at_once_still_owes_its_details_notice() -> None:
    """Terminating does not dodge UK7 (UK-CDN-1)."""
    case = at("CONTRACT_ENTERED")
    case.do("terminate")
    case.do("publish_notice", notice="UK7")


def test_nobody_enters_into_a_contract_over_an_unresolved_conflict() -> None:
    """Interests are kept under review until the signature (UK-COI-1)."""
    case = at("STANDSTILL")
    case.do("declare_conflicts", role="commercial_lead", position="unresolved", details="Shares in the supplier.")
    case.wait_until(case.state.deadlines["standstill"].due_at + timedelta(minutes=1))
    assert "conflicts_settled" in case.why("move_partner", partner="acme", move="contract")


def test_an_award_that_is_issued_again_needs_new_summaries() -> None:
    """The old ones were withdrawn (law.md 8.a); a paper of an earlier visit opens no gate."""
    case = at("STANDSTILL")
    make(case, "withdraw_and_reissue")
    why = '"Assessment summaries" is from before: a new version is needed'
    assert why_of(case, "send_summaries", "summaries_accepted") == why
    make(case, "send_summaries")
    assert case.state.artefacts["assessment_summaries"].version == 2


def test_a_second_refinement_needs_its_own_record() -> None:
    """What was written down for the first says nothing of the second (UK-REF-1)."""
    case = at("REFINEMENT")
    make(case, "refine_criteria")
    assert why_of(case, "refine_criteria", "refinement_described").endswith("is from before: a new version is needed")
