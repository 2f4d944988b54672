"""Interests, exclusion and lessons: what people say about themselves, about suppliers, and about what did not work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.explanation import Standing
from tests.factories import Case, make_procedure, real
from tests.pilot import make
from tests.questions import standing_of, why_of


def test_somebody_declares_in_each_role() -> None:
    """Roles in which nobody declared are named, in the words of the definition (UK-COI-1)."""
    case = make_procedure("DRAFT")
    finding = standing_of(case, "prepare", "interests_declared")
    assert finding.why == "interests are not declared by anybody as Manager or Owner"
    assert (finding.who, finding.next) == (("Manager", "Owner"), "seedbed declare RL-1 --position none --role manager")
    case.do("declare_conflicts", role="manager")
    assert why_of(case, "prepare", "interests_declared") == "interests are not declared by anybody as Owner"
    case.do("declare_conflicts", role="owner")
    finding = standing_of(case, "prepare", "interests_declared")
    assert (finding.standing, finding.why) == (Standing.MET, "conflicts of interest are declared")
    assert [(item.text, item.event) for item in finding.evidence] == [
        ("manager/manager: none", 1),
        ("owner/owner: none", 2),
    ]


def test_everybody_who_acted_in_a_role_declares() -> None:
    """One declaration for a role does not speak for the others who acted in it."""
    case = make_procedure("DRAFT")
    case.do("submit_artefact", artefact="paper")
    case.do("accept_artefact", artefact="paper")
    for role in ("manager", "owner"):
        case.do("declare_conflicts", role=role)
    case.do("record_decision", decision="go", actor="owner_2")
    assert why_of(case, "prepare", "interests_declared") == "interests are not declared by owner_2 (Owner)"
    case.do("declare_conflicts", role="owner", actor="owner_2")
    assert standing_of(case, "prepare", "interests_declared").standing is Standing.MET


def test_an_unresolved_conflict_keeps_the_gate_shut_until_it_is_resolved() -> None:
    """Whoever's it is, in whatever role; missing declarations are said with it (UK-COI-2)."""
    case = make_procedure("DRAFT")
    case.do("declare_conflicts", role="lawyer", position="unresolved", details="Owns shares.")
    unresolved = "an unresolved conflict of interest is declared by lawyer"
    missing = "interests are not declared by anybody as Manager or Owner"
    assert why_of(case, "prepare", "interests_declared") == f"{unresolved}; {missing}"
    for role in ("manager", "owner"):
        case.do("declare_conflicts", role=role)
    assert why_of(case, "prepare", "interests_declared") == unresolved
    case.do("declare_conflicts", role="lawyer", position="mitigated", details="Sold them.")
    assert standing_of(case, "prepare", "interests_declared").standing is Standing.MET


def test_a_conflict_is_described() -> None:
    """None needs no words, anything else does (UK-COI-2)."""
    case = make_procedure("DRAFT")
    for position in ("mitigated", "unresolved"):
        (finding,) = case.refused("declare_conflicts", role="manager", position=position).blockers
        assert (finding.id, finding.why, finding.rules) == ("details", "it needs --details", ("UK-COI-2",))
    assert case.do("declare_conflicts", role="manager", position="none") == ("conflicts.declared",)
    declared = case.state.conflicts["manager/manager"]
    assert (declared.role, declared.position, declared.n) == ("manager", "none", case.state.n)


def test_declarations_are_made_anew_where_a_stage_asks_for_it() -> None:
    """Those from before the stage was entered do not count (UK-COI-3)."""
    case = make_procedure("ASSESS")
    for person in ("owner", "chair", "chair_2"):
        case.do("declare_conflicts", role=person.removesuffix("_2"), actor=person)
    assert standing_of(case, "decide_award", "declared_anew").standing is Standing.MET
    later = make_procedure("STANDSTILL")
    later.do("advance", to="ASSESS")
    # The stage was not entered again, only the step.
    assert standing_of(later, "decide_award", "declared_anew").standing is Standing.MET
    before = make_procedure("TRIAL")
    for role in ("owner", "chair"):
        before.do("declare_conflicts", role=role)
    make(before, "assess")
    missing = "owner (Owner), chair (Chair) and chair_2 (Chair)"
    assert why_of(before, "decide_award", "declared_anew") == f"interests are not declared by {missing}"


def test_only_roles_with_a_part_in_it_declare() -> None:
    """A supplier declares nothing here."""
    with pytest.raises(NotAllowed, match="may not declare interests here: that is for Manager or Owner or Lawyer"):
        make_procedure("DRAFT").do("declare_conflicts", role="supplier")


@pytest.fixture
def sift() -> Case:
    """Give a procedure whose two applicants wait for their check."""
    return make_procedure("SIFT")


def test_a_partner_is_checked_in_this_visit_of_the_step(sift: Case) -> None:
    """A check from an earlier step does not count (UK-EXC-1, trap 12)."""
    reasons = sift.why("move_partner", partner="acme", move="admit")
    assert reasons["checked"] == "exclusion and debarment were not checked at this gate for acme"
    assert sift.do("check_exclusion", partner="acme") == ("exclusion.checked",)
    assert "checked" not in sift.why("move_partner", partner="acme", move="admit")
    before = make_procedure("OPEN")
    before.do("register_partner", partner="acme")
    before.do("check_exclusion", partner="acme")
    before.wait_until(before.state.deadlines["entry_closes"].due_at + timedelta(seconds=1))
    before.do("advance", to="SIFT")
    assert "checked" in before.why("move_partner", partner="acme", move="admit")


def test_an_excluded_partner_keeps_the_gate_shut_until_it_has_left(sift: Case) -> None:
    """The gate names unchecked and excluded partners at once, and what to type for each."""
    for ref in ("acme", "bolt"):
        sift.do("accept_artefact", artefact="bid", partner=ref)
        sift.do("check_exclusion", partner=ref)
        sift.do("move_partner", partner=ref, move="admit")
    finding = standing_of(sift, "start_trial", "checked")
    assert (finding.standing, finding.why) == (Standing.MET, "every partner was checked at this gate")
    assert [item.text for item in finding.evidence] == ["acme: clear", "bolt: clear"]
    sift.do("check_exclusion", partner="acme", outcome="excluded", reason="Found on the list.")
    finding = standing_of(sift, "start_trial", "checked")
    assert (finding.why, finding.who) == ("acme must be excluded before going on", ("Lawyer", "Manager"))
    assert finding.next == 'seedbed partner move RL-1 acme exclude --heard --reason "..."'
    sift.do("correct", event=sift.state.exclusions["bolt"].n, effect="void")
    finding = standing_of(sift, "start_trial", "checked")
    assert finding.why == (
        "exclusion and debarment were not checked at this gate for bolt; acme must be excluded before going on"
    )
    assert finding.next == "seedbed partner check RL-1 bolt --outcome clear --debarment-list --subcontractors"
    sift.do("move_partner", partner="acme", move="exclude")
    sift.do("check_exclusion", partner="bolt", outcome="excludable_admitted", reason="It has cleaned itself.")
    assert standing_of(sift, "start_trial", "checked").standing is Standing.MET


def test_a_check_is_a_whole_check(sift: Case) -> None:
    """The list, the subcontractors, and a reason for an adverse outcome; all that lacks is said."""
    explanation = sift.refused(
        "check_exclusion",
        partner="acme",
        outcome="excluded",
        debarment_list_checked=False,
        subcontractors_checked=False,
    )
    found = {finding.id: finding.rules for finding in explanation.blockers}
    assert found == {"debarment": ("UK-EXC-8",), "subcontractors": ("UK-EXC-3",), "reason": ("UK-EXC-4",)}
    assert set(sift.why("check_exclusion", partner="acme", outcome="excludable_admitted")) == {"reason"}
    assert set(sift.why("check_exclusion", partner="acme", debarment_list_checked=False)) == {"debarment"}
    assert set(sift.why("check_exclusion", partner="acme", subcontractors_checked=False)) == {"subcontractors"}
    sift.do("check_exclusion", partner="acme", outcome="excluded", reason="Found on the list.")
    known = sift.state.exclusions["acme"]
    assert (known.outcome, known.n) == ("excluded", sift.state.n)


def test_nobody_who_left_is_checked(sift: Case) -> None:
    """Nor is anybody unknown, nor by a role without the power."""
    sift.do("move_partner", partner="acme", move="leave")
    assert sift.why("check_exclusion", partner="acme") == {"still_in": "acme has left"}
    with pytest.raises(NotFound, match='There is no partner "nobody"'):
        sift.do("check_exclusion", partner="nobody")
    with pytest.raises(NotAllowed, match="may not record an exclusion check: that is for Lawyer or Manager"):
        sift.do("check_exclusion", partner="bolt", role="owner")


def test_lessons_are_counted_for_their_stage() -> None:
    """One is not two; the gate says how many there are and what to type."""
    case = make_procedure("TRIAL")
    waive = '(it may be waived: seedbed waive RL-1 assess lessons --reason "...")'
    assert why_of(case, "assess", "lessons") == f"0 of 2 lessons are recorded for this stage {waive}"
    case.do("record_lesson", stage="plan")
    case.do("record_lesson", stage="trial", worked=True)
    finding = standing_of(case, "assess", "lessons")
    assert finding.why == f"1 of 2 lessons are recorded for this stage {waive}"
    assert finding.who == ("Manager", "Owner")
    assert finding.next == 'seedbed lesson RL-1 --stage trial --about ELEMENT --did-not-work "..."'
    case.do("record_lesson", stage="trial")
    finding = standing_of(case, "assess", "lessons")
    assert (finding.standing, finding.why) == (Standing.MET, "2 recorded")
    assert [item.event for item in finding.evidence] == list(case.state.lessons["trial"])


def test_a_lesson_is_about_a_stage_that_was_entered() -> None:
    """Not about one that lies ahead, and an unknown stage is not found."""
    case = make_procedure("DRAFT")
    assert case.why("record_lesson", stage="trial") == {"entered": "trial has not been entered"}
    with pytest.raises(NotFound, match=r'There is no stage "tria"\. Did you mean trial\?'):
        case.do("record_lesson", stage="tria")
    with pytest.raises(NotAllowed, match="may not record a lesson: that is for Manager or Owner"):
        case.do("record_lesson", stage="plan", role="chair")


def test_communications_about_the_award_are_counted() -> None:
    """With whom is recorded, by those who may (UK-REC-2)."""
    case = make_procedure("DECIDED")
    assert case.do("record_communication", partners=["acme"]) == ("communication.recorded",)
    case.do("record_communication", direction="received")
    assert case.state.communications == 2
    with pytest.raises(NotFound, match='There is no partner "nobody"'):
        case.do("record_communication", partners=["acme", "nobody"])
    with pytest.raises(NotAllowed, match="may not record a communication: that is for Manager"):
        case.do("record_communication", role="owner")


def test_interests_are_declared_anew_at_the_gates_of_the_real_procedure() -> None:
    """At the seed gate every role asked for declares in that stage."""
    case = make_procedure("SEED_GATE", definition=real())
    assert why_of(case, "enter_testbed", "conflicts_reviewed").startswith("interests are not declared by")
