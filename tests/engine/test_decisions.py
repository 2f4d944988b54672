"""Material decisions: two pairs of eyes, never on one's own paper, and only as long as the papers stay as they were."""

from __future__ import annotations

import pytest

from engine.errors import NotAllowed, NotFound
from engine.explanation import Standing
from tests.factories import Case, make_procedure
from tests.questions import standing_of, why_of

AWARD = {"decision": "award"}
CONFIRM = {"decision": "award", "role": "lawyer"}


def file_report(case: Case, actor: str = "chair_2") -> None:
    """Put an accepted report on file."""
    case.do("submit_artefact", artefact="report", role="chair", actor=actor)
    case.do("accept_artefact", artefact="report", role="lawyer", actor="lawyer_2")


@pytest.fixture
def reported() -> Case:
    """Give a procedure in assessment whose report was accepted in this visit."""
    case = make_procedure("ASSESS")
    file_report(case)
    return case


def test_a_decision_is_taken_by_one_person_and_confirmed_by_another(reported: Case) -> None:
    """Between the two words the gate asks for the second, and names who gives it."""
    assert why_of(reported, "decide_award", "award_decided") == 'the decision "Award" is not taken'
    reported.do("record_decision", **AWARD)
    finding = standing_of(reported, "decide_award", "award_decided")
    assert finding.why == 'the decision "Award" of owner is not confirmed by a second person'
    assert finding.who == ("Lawyer",)
    assert finding.next == 'seedbed decide RL-1 award --outcome pass --reason "..." --role lawyer'
    reported.do("record_decision", **CONFIRM)
    assert [word.confirms for word in reported.state.decisions["award"]] == [False, True]
    finding = standing_of(reported, "decide_award", "award_decided")
    assert finding.standing is Standing.MET
    assert finding.why == '"Award" was decided by owner and confirmed by lawyer'
    assert [item.text for item in finding.evidence] == ["pass by owner as Owner", "pass by lawyer as Lawyer"]
    assert [item.event for item in finding.evidence] == [reported.state.n - 1, reported.state.n]


def test_nobody_confirms_their_own_decision_in_another_role(reported: Case) -> None:
    """Four eyes are two people, whatever roles one of them holds (law.md trap 34)."""
    reported.do("record_decision", **AWARD, actor="everybody")
    (finding,) = reported.refused("record_decision", **CONFIRM, actor="everybody").blockers
    assert (finding.id, finding.why) == ("four_eyes", "everybody took the decision and cannot also confirm it")
    assert (finding.who, finding.rules) == (("Lawyer",), ("UK-OBJ-1",))
    reported.do("record_decision", **CONFIRM)


def test_nothing_is_confirmed_before_it_is_decided(reported: Case) -> None:
    """The refusal names who decides and what they would type."""
    (finding,) = reported.refused("record_decision", **CONFIRM).blockers
    assert (finding.id, finding.why) == ("decided_first", "there is nothing to confirm yet: the decision comes first")
    assert finding.who == ("Owner",)
    assert finding.next == 'seedbed decide RL-1 award --outcome pass --reason "..." --role owner'


def test_a_new_word_of_the_decider_needs_a_new_confirmation(reported: Case) -> None:
    """A confirmation belongs to the word that was said before it."""
    reported.do("record_decision", **AWARD)
    reported.do("record_decision", **CONFIRM)
    reported.do("record_decision", **AWARD)
    assert why_of(reported, "decide_award", "award_decided").endswith("is not confirmed by a second person")
    reported.do("record_decision", **CONFIRM)
    assert standing_of(reported, "decide_award", "award_decided").standing is Standing.MET


def test_a_second_decider_may_be_confirmed_by_the_first(reported: Case) -> None:
    """The latest word of the deciding role is the decision; whoever confirms it is another person."""
    reported.do("record_decision", **AWARD, actor="everybody")
    reported.do("record_decision", **AWARD, actor="owner_2")
    reported.do("record_decision", **CONFIRM, actor="everybody")
    finding = standing_of(reported, "decide_award", "award_decided")
    assert finding.why == '"Award" was decided by owner_2 and confirmed by everybody'


@pytest.mark.parametrize("outcome", ["hold", "stop"])
def test_only_pass_opens_a_gate(reported: Case, outcome: str) -> None:
    """A decider who answers otherwise keeps it shut, and so does a confirming person."""
    reported.do("record_decision", **AWARD, outcome=outcome)
    assert why_of(reported, "decide_award", "award_decided") == f'the decision "Award" was answered {outcome} by owner'
    reported.do("record_decision", **AWARD)
    reported.do("record_decision", **CONFIRM, outcome=outcome)
    finding = standing_of(reported, "decide_award", "award_decided")
    assert finding.why == f'lawyer did not confirm "Award": {outcome}'
    assert finding.who == ("Lawyer",)
    reported.do("record_decision", **CONFIRM)
    assert standing_of(reported, "decide_award", "award_decided").standing is Standing.MET
    reported.do("record_decision", **AWARD, outcome=outcome)
    assert standing_of(reported, "decide_award", "award_decided").standing is Standing.UNMET


def test_nobody_decides_on_their_own_paper() -> None:
    """Neither the decider nor the confirming person may have filed it."""
    case = make_procedure("ASSESS")
    file_report(case, actor="everybody")
    for role in ("owner", "lawyer"):
        reasons = case.why("record_decision", decision="award", role=role, actor="everybody")
        assert reasons["not_submitter"] == 'everybody submitted "Report" and cannot decide on it'
    case.do("record_decision", **AWARD)


def test_a_definition_may_let_submitters_decide() -> None:
    """Where roles need not be apart, the submitter decides; four eyes stay two people."""
    case = make_procedure("SIFT")
    file_report(case, actor="chair")
    case.do("record_decision", decision="sifting", actor="chair")
    assert not case.state.decisions["sifting"][-1].confirms


def test_one_role_confirms_itself_by_two_people() -> None:
    """The first word decides, another person's confirms, the first person's replaces the decision."""
    case = make_procedure("SIFT")
    file_report(case)
    for actor, confirms in (("chair", False), ("chair", False), ("chair_2", True), ("chair", False), ("chair_2", True)):
        case.do("record_decision", decision="sifting", actor=actor)
        assert case.state.decisions["sifting"][-1].confirms is confirms
    assert standing_of(case, "start_trial", "sift_decided").standing is Standing.MET


def test_a_decision_needs_its_papers_accepted_first() -> None:
    """A missing paper says what to type, and so do one that waits and one that was sent back."""
    case = make_procedure("DRAFT")
    (finding,) = case.refused("record_decision", decision="go").blockers
    assert (finding.id, finding.why) == ("accepted_first", '"Paper" is not accepted')
    assert finding.next == "seedbed attach RL-1 paper FILE"
    case.do("submit_artefact", artefact="paper")
    (finding,) = case.refused("record_decision", decision="go").blockers
    assert (finding.id, finding.next) == ("accepted_first", "seedbed accept RL-1 paper")
    case.do("reject_artefact", artefact="paper")
    assert set(case.why("record_decision", decision="go")) == {"accepted_first"}
    both = case.why("record_decision", decision="go", role="owner", actor="manager_2")
    assert set(both) == {"accepted_first", "not_submitter"}


def test_a_paper_filed_again_takes_the_decision_back() -> None:
    """A decision rests on the version that was accepted: any newer word on it comes after the decision."""
    case = make_procedure("ASSESS")
    file_report(case)
    case.do("record_decision", **AWARD)
    case.do("record_decision", **CONFIRM)
    case.do("submit_artefact", artefact="report")
    assert why_of(case, "decide_award", "award_decided") == 'the decision "Award" is not taken'
    (finding,) = case.refused("record_decision", **AWARD).blockers
    assert (finding.id, finding.next) == ("accepted_first", "seedbed accept RL-1 report")
    case.do("accept_artefact", artefact="report")
    assert why_of(case, "decide_award", "award_decided") == 'the decision "Award" is not taken'
    assert set(case.why("record_decision", **CONFIRM)) == {"decided_first"}
    case.do("record_decision", **AWARD)
    case.do("record_decision", **CONFIRM)
    assert standing_of(case, "decide_award", "award_decided").standing is Standing.MET


def test_a_decision_from_an_earlier_visit_does_not_count() -> None:
    """Coming back to a step, its decisions are taken anew."""
    case = make_procedure("READY")
    case.do("advance", to="DRAFT")
    assert why_of(case, "prepare", "go_decided") == 'the decision "Go" is not taken'
    case.do("record_decision", decision="go")
    finding = standing_of(case, "prepare", "go_decided")
    assert (finding.standing, finding.why) == (Standing.MET, '"Go" was decided by owner')
    assert [item.event for item in finding.evidence] == [case.state.n]


def test_a_confirmation_from_an_earlier_visit_does_not_count() -> None:
    """Nor is there anything to confirm that was decided before."""
    case = make_procedure("STANDSTILL")
    case.do("advance", to="ASSESS")
    assert set(case.why("record_decision", **CONFIRM)) == {"decided_first"}


def test_a_decision_is_taken_in_its_step() -> None:
    """All reasons come together."""
    case = make_procedure("DRAFT")
    reasons = case.why("record_decision", **AWARD)
    assert reasons["during"] == "it is not decided in step DRAFT"
    assert set(reasons) == {"during", "accepted_first"}


def test_only_the_deciding_and_the_confirming_role_decide(reported: Case) -> None:
    """A decision without a second person knows one role."""
    with pytest.raises(NotAllowed, match='may not decide "Award": that is for Owner or Lawyer'):
        reported.do("record_decision", decision="award", role="chair")
    draft = make_procedure("DRAFT")
    with pytest.raises(NotAllowed, match='may not decide "Go": that is for Owner'):
        draft.do("record_decision", decision="go", role="lawyer")
    with pytest.raises(NotFound, match=r'There is no decision "gone"\. Did you mean go\?'):
        draft.do("record_decision", decision="gone", role="owner")


def test_whoever_decides_has_acted_in_that_role(reported: Case) -> None:
    """The state remembers each person once, for declarations of interest."""
    for _ in range(2):
        reported.do("record_decision", **AWARD, actor="owner_2")
    assert reported.state.actors["owner"] == ("owner", "owner_2")
