"""What was published is modified before applications close, or without substance after; contracts within the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.decide import decide
from engine.errors import NotAllowed, NotFound, Refused
from tests.factories import Case, make_procedure
from tests.lawful import at
from tests.questions import standing_of


def test_before_applications_close_any_change_is_made_and_published_again() -> None:
    """No test of substance, nobody is told one by one; the notice is owed (UK-MOD-1)."""
    case = at("OPEN")
    assert case.do("modify", of="notice") == ("modification.recorded",)
    assert case.history[-1].event.phase == "open"  # type: ignore[union-attr]
    modified = case.state.n
    late = case.twin()
    late.wait_until(late.state.deadlines["entry_closes"].due_at + timedelta(seconds=1))
    late.do("advance", to="SIFT")
    for ref in ("acme",):
        del ref
    assert case.state.modifications == {"open": modified}
    case.do("submit_artefact", artefact="conflicts")
    case.do("accept_artefact", artefact="conflicts")
    case.do("publish_notice", notice="N1")
    assert case.state.notices["N1"].n > modified


def test_an_open_modification_that_is_not_published_keeps_the_gate_shut() -> None:
    """The documents do not serve here: a notice that changed is published again (UK-MOD-1)."""
    from tests.pilot import make

    case = at("OPEN")
    case.do("modify", of="documents")
    modified = case.state.n
    make(case, "sift")
    make(case, "start_trial")
    finding = standing_of(case, "assess", "provided")
    assert finding.why == f"the notice was modified (event {modified}), and N1 is not published again"
    assert finding.next == "seedbed notice publish RL-1 N1 --reference REFERENCE"


def test_after_it_only_what_is_not_substantial_and_told_to_everybody() -> None:
    """Both questions answered no, every participant told, deadlines considered (UK-MOD-2, UK-MOD-3)."""
    case = at("TRIAL")
    said = case.why("modify", of="documents", deadlines_considered=False)
    assert set(said) == {"answered", "told", "deadlines"}
    assert said["told"] == "acme and bolt takes part and was not told: say --told acme --told bolt when they were"
    told = {"told": ("acme", "bolt")}
    for answers in ((True, False), (False, True), (True, True)):
        given = {"admits_others": answers[0], "changes_participants": answers[1], **told}
        assert set(case.why("modify", of="notice", **given)) == {"not_substantial"}
    assert set(case.why("modify", admits_others=False, **told)) == {"answered"}
    small = {"admits_others": False, "changes_participants": False, **told}
    assert set(case.why("modify", **{**small, "told": ("acme",)})) == {"told"}
    assert case.do("modify", **small) == ("modification.recorded",)
    assert list(case.state.modifications) == ["limited"]
    assert standing_of(case, "assess", "provided").standing.value == "met"


def test_a_light_touch_contract_may_be_changed_in_substance() -> None:
    """The fact stands for it; everybody is told all the same (UK-MOD-2)."""
    from tests.lawful import lawful
    from tests.pilot import make, way

    case = Case(lawful())
    case.do("open", facts={"big": False, "hurried": True})
    for move in way(lawful().definition, "DRAFT", "TRIAL"):
        make(case, move)
    assert set(case.why("modify")) == {"told"}
    assert case.do("modify", told=("acme", "bolt")) == ("modification.recorded",)


def test_only_suppliers_that_there_are_can_have_been_told() -> None:
    """A name that nobody knows is no supplier."""
    with pytest.raises(NotFound, match='There is no partner "nobody"'):
        at("TRIAL").do("modify", told=("acme", "bolt", "nobody"))


def test_whoever_has_left_need_not_be_told() -> None:
    """Only participating suppliers are (UK-MOD-2)."""
    case = at("TRIAL", partners={"acme": None, "bolt": None, "crow": None})
    case.do("move_partner", partner="crow", move="leave")
    answers = {"admits_others": False, "changes_participants": False}
    assert case.do("modify", **answers, told=("acme", "bolt")) == ("modification.recorded",)


def test_a_fact_that_was_never_answered_frees_nobody() -> None:
    """A procedure that was opened before the question was asked is not light touch (UK-MOD-2)."""
    case = at("TRIAL")
    state = replace(case.state, facts={})
    command = case.command("modify", told=("acme", "bolt"))
    with pytest.raises(Refused) as refusal:
        decide(case.definition, state, command, case.now, case.calendar)
    assert [finding.id for finding in refusal.value.explanation.blockers] == ["answered"]


def test_nothing_is_modified_before_it_is_published_nor_once_final_tenders_are_in() -> None:
    """Each is said by itself (UK-MOD-1, UK-MOD-2)."""
    early = at("READY")
    assert set(early.why("modify")) == {"published"}
    late = at("TRIAL")
    late.wait_until(late.state.deadlines["trial_ends"].due_at + timedelta(seconds=1))
    small = {"admits_others": False, "changes_participants": False, "told": ("acme", "bolt")}
    assert late.why("modify", **small) == {"until": '"Trial ends" has passed: nothing is modified any more'}
    with pytest.raises(NotAllowed):
        at("OPEN").do("modify", role="owner")
    assert set(make_procedure("OPEN").why("modify", role="manager")) == {"foreseen"}
    paused = at("OPEN")
    paused.do("pause")
    assert set(paused.why("modify")) == {"not_paused"}


@pytest.fixture
def signed() -> Case:
    """Give a procedure whose contract is entered into with acme."""
    return at("SIGNED")


def winner(case: Case) -> str:
    """Who has the contract."""
    return next(ref for ref, one in case.state.partners.items() if one.state == "signed")


def change(case: Case, **fields: Any) -> dict[str, Any]:
    """A change of the contract."""
    return {"partner": winner(case), **fields}


def test_a_small_change_needs_no_notice_and_a_large_one_does(signed: Case) -> None:
    """Ten percent of the value, or of the term, is still small; a penny or a day more is not (UK-CHG-2)."""
    exact = {"value_before_minor": 1_000, "term_before_days": 100, "ground": "provided_for", "published_before": "N1"}
    for fields, large in (
        ({"value_after_minor": 1_100, "term_after_days": 110}, False),
        ({"value_after_minor": 900, "term_after_days": 90}, False),
        ({"value_after_minor": 1_101, "term_after_days": 100}, True),
        ({"value_after_minor": 899, "term_after_days": 100}, True),
        ({"value_after_minor": 1_000, "term_after_days": 111}, True),
        ({"value_after_minor": 1_150, "term_after_days": 100, "works": True}, False),
        ({"value_after_minor": 1_151, "term_after_days": 100, "works": True}, True),
    ):
        case = signed.twin()
        wanted = change(case, **exact, **fields)
        if large:
            assert set(case.why("change_contract", **wanted)) == {"notice"}, fields
        else:
            assert case.do("change_contract", **wanted) == ("contract.changed",), fields
            assert case.history[-1].event.notice is None  # type: ignore[union-attr]


def test_the_notice_comes_first_and_its_standstill_is_waited_for(signed: Case) -> None:
    """Each change has a notice of its own; with it the copy of the contract falls due (UK-CHG-2, UK-CHG-3)."""
    large = change(
        signed, ground="provided_for", published_before="N1", value_before_minor=1_000, value_after_minor=2_000
    )
    signed.do("publish_notice", notice="N10")
    assert signed.why("change_contract", **large) == {"standstill": "its standstill still runs"}
    signed.wait_until(signed.state.deadlines["change_standstill"].due_at + timedelta(seconds=1))
    assert signed.do("change_contract", **large) == ("contract.changed", "deadline.started")
    due = signed.state.deadlines["copy_due"]
    assert due.last_on is not None
    assert (due.last_on - due.starts_on).days == 89
    again = {**large, "value_before_minor": 2_000, "value_after_minor": 3_000}
    assert set(signed.why("change_contract", **again)) == {"notice"}
    signed.do("publish_notice", notice="N10")
    signed.wait_until(signed.state.deadlines["change_standstill"].due_at + timedelta(seconds=1))
    # The first copy is still owed: the earlier end stays.
    assert signed.do("change_contract", **again) == ("contract.changed",)
    signed.do("publish_notice", notice="N7")
    assert signed.state.deadlines["copy_due"].met_n is not None
    signed.do("publish_notice", notice="N10")
    signed.wait_until(signed.state.deadlines["change_standstill"].due_at + timedelta(seconds=1))
    third = {**large, "value_before_minor": 3_000, "value_after_minor": 4_000}
    assert signed.do("change_contract", **third) == ("contract.changed", "deadline.started")
    assert signed.state.deadlines["copy_due"].met_n is None


def test_each_ground_asks_for_its_own(signed: Case) -> None:
    """Section 74 and Schedule 8, ground by ground; what was split is refused on every one (UK-CHG-1, UK-CHG-1b)."""
    small = {"value_before_minor": 1_000, "value_after_minor": 1_050}
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"ground": "not_substantial", "material": True}, {"not_material"}),
        ({"ground": "not_substantial", "overall_nature": True}, set()),
        ({"ground": "not_substantial", "term_after_days": 111}, {"term", "notice"}),
        ({"ground": "not_substantial", "split": True}, {"not_split"}),
        ({"ground": "below_threshold"}, {"aggregate"}),
        ({"ground": "below_threshold", "aggregate_below_threshold": False}, {"aggregate"}),
        ({"ground": "below_threshold", "aggregate_below_threshold": True}, set()),
        ({"ground": "below_threshold", "aggregate_below_threshold": True, "material": True}, {"not_material"}),
        ({"ground": "below_threshold", "aggregate_below_threshold": True, "value_after_minor": 1_100}, set()),
        (
            {"ground": "below_threshold", "aggregate_below_threshold": True, "value_after_minor": 1_101},
            {"value", "notice"},
        ),
        (
            {"ground": "below_threshold", "aggregate_below_threshold": True, "value_after_minor": 1_150, "works": True},
            set(),
        ),
        ({"ground": "provided_for"}, {"published_before"}),
        ({"ground": "provided_for", "published_before": "N10"}, {"published_before"}),
        ({"ground": "provided_for", "published_before": "N1"}, set()),
        ({"ground": "provided_for", "published_before": "N1", "material": True}, set()),
        ({"ground": "provided_for", "published_before": "N1", "overall_nature": True}, {"nature"}),
        ({"ground": "unforeseeable"}, set()),
        ({"ground": "unforeseeable", "overall_nature": True}, {"nature"}),
        ({"ground": "unforeseeable", "value_after_minor": 1_500}, {"notice"}),
        ({"ground": "unforeseeable", "value_after_minor": 1_501}, {"most", "notice"}),
        ({"ground": "known_risk"}, {"published_before"}),
        ({"ground": "known_risk", "published_before": "N1", "value_after_minor": 1_501}, {"most", "notice"}),
        ({"ground": "known_risk", "published_before": "N1"}, set()),
    ]
    for fields, reasons in cases:
        case = signed.twin()
        wanted = change(case, **{**small, **fields})
        found = set(case.why("change_contract", **wanted)) if reasons else case.do("change_contract", **wanted)
        assert found == (reasons or ("contract.changed",)), fields


def test_small_changes_are_counted_together_and_go_on_from_one_another(signed: Case) -> None:
    """Twice six percent is twelve, and not ten; what comes next begins where the last one ended (UK-CHG-1)."""
    below = {"ground": "below_threshold", "aggregate_below_threshold": True}
    first = change(signed, **below, value_before_minor=1_000, value_after_minor=1_060)
    signed.do("change_contract", **first)
    assert set(signed.why("change_contract", **first)) == {"continues", "value"}
    second = {**first, "value_before_minor": 1_060, "value_after_minor": 1_000}
    assert set(signed.why("change_contract", **second)) == {"value"}
    third = {**first, "value_before_minor": 1_060, "value_after_minor": 1_100}
    assert signed.do("change_contract", **third) == ("contract.changed",)
    other = change(signed, ground="unforeseeable", value_before_minor=1_100, value_after_minor=1_200)
    assert signed.do("change_contract", **other) == ("contract.changed",)


def test_there_is_a_contract_and_a_rule_for_it(signed: Case) -> None:
    """In its states and steps, by the role that may, and not while the procedure stands still."""
    loser = next(ref for ref, one in signed.state.partners.items() if one.state != "signed")
    assert set(signed.why("change_contract", partner=loser)) == {"contract"}
    assert set(at("STANDSTILL").why("change_contract", partner="acme")) == {"contract", "during"}
    with pytest.raises(NotAllowed):
        signed.do("change_contract", **change(signed), role="owner")
    assert set(make_procedure("SIGNED").why("change_contract", partner="acme", role="manager")) == {"foreseen"}
    with pytest.raises(NotFound, match='There is no partner "nobody"'):
        signed.do("change_contract", partner="nobody")
    signed.do("suspend", notified_at=signed.now)
    assert set(signed.why("change_contract", **change(signed))) == {"not_suspended"}
