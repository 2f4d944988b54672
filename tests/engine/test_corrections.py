"""Corrections: nothing is edited; a later event points at the wrong one, and some effects are taken back."""

from __future__ import annotations

from typing import Any

import pytest

from engine import events as e
from engine.decide import decide
from engine.errors import NotAllowed, Refused
from engine.explanation import Standing
from engine.voiding import VOIDABLE
from tests.factories import Case, make_procedure
from tests.hands import TYPE_OF
from tests.pilot import make
from tests.questions import reasons_of, standing_of, why_of

VOID = {"effect": "void"}


def test_a_note_points_at_an_event_and_changes_nothing_else() -> None:
    """Only the correction itself is new, under the number of the event that was wrong."""
    case = make_procedure("READY")
    before = case.state
    assert case.do("correct", event=0) == ("correction.recorded",)
    assert case.state.corrections == {"0": case.state.n}
    assert case.state.visits == before.visits
    assert (case.state.step, case.state.artefacts, case.state.facts) == (before.step, before.artefacts, before.facts)
    event = case.history[-1].event
    assert isinstance(event, e.CorrectionRecorded)
    assert (event.event, event.type, event.effect) == (0, "procedure.opened", "note")


def test_an_event_is_corrected_once_and_must_exist() -> None:
    """The newest is the last that can be; a correction can be corrected by a note."""
    case = make_procedure("DRAFT")
    case.do("declare_conflicts", role="owner")
    assert case.why("correct", event=2) == {"exists": "the history ends with event 1"}
    assert case.why("correct", event=2, effect="void") == {"exists": "the history ends with event 1"}
    case.do("correct", event=1)
    assert case.why("correct", event=1) == {"once": "it was corrected by event 2"}
    case.do("correct", event=2)


def test_only_some_roles_correct_the_record() -> None:
    """Anybody else is turned away."""
    with pytest.raises(NotAllowed, match="may not correct the record: that is for Manager or Lawyer"):
        make_procedure("READY").do("correct", event=1, role="owner")


def test_an_acceptance_is_taken_back_and_the_paper_waits_again() -> None:
    """As if nobody had reviewed it yet; decisions that rested on it no longer count."""
    case = make_procedure("DRAFT")
    case.do("submit_artefact", artefact="paper")
    case.do("accept_artefact", artefact="paper")
    accepted = case.state.n
    case.do("record_decision", decision="go")
    case.do("correct", event=accepted, **VOID)
    paper = case.state.artefacts["paper"]
    assert (paper.status, paper.reviewed_by, paper.submitted_by, paper.n) == (
        "submitted",
        None,
        "manager_2",
        case.state.n,
    )
    assert why_of(case, "prepare", "go_decided") == 'the decision "Go" is not taken'
    case.do("accept_artefact", artefact="paper")


def test_a_rejection_is_taken_back() -> None:
    """The paper waits again."""
    case = make_procedure("DRAFT")
    case.do("submit_artefact", artefact="paper")
    case.do("reject_artefact", artefact="paper")
    case.do("correct", event=case.state.n, **VOID)
    assert case.state.artefacts["paper"].status == "submitted"


def test_a_review_of_an_older_version_takes_nothing_back() -> None:
    """A later word on the same thing is left alone."""
    case = make_procedure("DRAFT")
    case.do("submit_artefact", artefact="paper")
    case.do("reject_artefact", artefact="paper")
    rejected = case.state.n
    case.do("submit_artefact", artefact="paper")
    case.do("accept_artefact", artefact="paper")
    before = case.state.artefacts["paper"]
    case.do("correct", event=rejected, **VOID)
    assert case.state.artefacts["paper"] == before


def test_a_decision_is_taken_back_word_by_word() -> None:
    """Without the decider's word there is nothing to confirm; without the confirmation it is asked for again."""
    case = make_procedure("SIFT")
    case.do("record_decision", decision="nothing")
    decided = case.state.n
    case.do("record_decision", decision="nothing", role="lawyer")
    confirmed = case.state.n
    other = case.twin()
    case.do("correct", event=confirmed, **VOID)
    assert why_of(case, "abandon", "nothing_decided").endswith("is not confirmed by a second person")
    other.do("correct", event=decided, **VOID)
    assert why_of(other, "abandon", "nothing_decided") == 'the decision "Award nothing" is not taken'
    assert len(other.state.decisions["nothing"]) == 1


def test_a_declaration_a_check_a_lesson_and_a_waiver_are_taken_back() -> None:
    """Each is gone, and what else there was stays."""
    case = make_procedure("TRIAL")
    for kind, fields, kept in (
        ("declare_conflicts", {"role": "lawyer"}, "conflicts"),
        ("check_exclusion", {"partner": "acme"}, "exclusions"),
        ("record_lesson", {"stage": "trial"}, "lessons"),
        ("waive", {"move": "assess", "requirement": "lessons"}, "waivers"),
    ):
        untouched = {key: value for key, value in values(case, kept).items() if "acme" not in key}
        case.do(kind, **fields)
        assert values(case, kept) != untouched
        case.do("correct", event=case.state.n, **VOID)
        assert values(case, kept) == untouched


def values(case: Case, name: str) -> dict[str, Any]:
    """One of the mappings of the state, without what is empty."""
    return {key: value for key, value in getattr(case.state, name).items() if value != ()}


def test_a_waiver_that_was_taken_back_no_longer_opens_the_gate() -> None:
    """The requirement blocks again."""
    case = make_procedure("TRIAL")
    case.do("waive", move="assess", requirement="lessons")
    case.do("correct", event=case.state.n, **VOID)
    assert standing_of(case, "assess", "lessons").standing is Standing.UNMET


def test_scores_are_taken_back_before_and_after_moderation() -> None:
    """A voided moderation opens the cell again."""
    case = make_procedure("ASSESS")
    cell = {"round": "final", "partner": "acme", "criterion": "worth"}
    for actor in ("assessor", "assessor_2"):
        case.do("declare_conflicts", role="assessor", actor=actor)
        case.do("record_assessment", **cell, actor=actor)
    case.do("correct", event=case.state.n, **VOID)
    assert list(case.state.scores) == ["final/acme/worth//assessor"]
    case.do("record_assessment", **cell, actor="assessor_2")
    case.do("moderate_assessment", **cell)
    case.do("correct", event=case.state.n, **VOID)
    assert case.state.moderated == {}
    case.do("record_assessment", **cell, actor="assessor")


def test_scores_stand_once_their_round_is_over() -> None:
    """Else a loser whose score is taken back would be told nothing (UK-AWD-1); assessing again opens them."""
    case = make_procedure("DECIDED")
    for known in (case.state.moderated["final/bolt/worth//"], case.state.scores["final/bolt/worth//assessor"]):
        (finding,) = case.refused("correct", event=known.n, **VOID).blockers
        assert (finding.id, finding.rules) == ("still_assessed", ("UK-AWD-1", "EVAL-3"))
        assert finding.why == '"Final round" is no longer assessed: its scores stand as they were when it was decided'
        assert reasons_of(case, "correct", event=known.n) == set()
    again = make_procedure("STANDSTILL")
    again.do("advance", to="ASSESS")
    again.do("correct", event=again.state.moderated["final/bolt/worth//"].n, **VOID)


def test_an_unlawful_departure_is_taken_back() -> None:
    """The partner is where it was; a second time there is nothing to take back (UK-CFP-4)."""
    case = make_procedure("TRIAL")
    case.do("move_partner", partner="acme", move="exclude")
    excluded = case.state.n
    case.do("correct", event=excluded, **VOID)
    partner = case.state.partners["acme"]
    assert (partner.state, partner.previous, partner.n) == ("trying", None, case.state.n)
    case.do("submit_artefact", artefact="offer", partner="acme")
    case.do("move_partner", partner="acme", move="tender")


def test_only_the_latest_move_and_only_a_departure_is_taken_back() -> None:
    """A step forward stays, and so does a departure of somebody else's number."""
    case = make_procedure("TRIAL")
    case.do("submit_artefact", artefact="offer", partner="acme")
    case.do("move_partner", partner="acme", move="tender")
    (finding,) = case.refused("correct", event=case.state.n, **VOID).blockers
    assert (finding.id, finding.rules) == ("departure", ("UK-CFP-4",))
    assert finding.why == "only a partner's latest move, and only a departure, can be taken back"
    case.do("move_partner", partner="acme", move="leave")
    left = case.state.n
    other = case.twin()
    other.do("correct", event=left, **VOID)
    assert other.state.partners["acme"].state == "tendered"
    assert set(other.why("correct", event=left, **VOID)) == {"once", "departure"}
    case.do("move_partner", partner="bolt", move="leave")
    case.do("correct", event=left, **VOID)
    assert {ref: known.state for ref, known in case.state.partners.items()} == {"acme": "tendered", "bolt": "left"}


@pytest.mark.parametrize("type_", sorted(set(e.EVENT_TYPES) - set(VOIDABLE)))
def test_what_cannot_be_taken_back_says_what_to_do(type_: str) -> None:
    """Notices, money and moves have effects outside: they are noted, and what is right is recorded."""
    case = make_procedure("READY")
    command = case.command("correct", event=0, **VOID).model_copy(update={"event_type": type_})
    with pytest.raises(Refused, match="cannot be taken back: note it, and record what is right"):
        decide(case.definition, case.state, command, case.now, case.calendar)


def test_every_event_that_happened_is_voided_or_refused_and_nothing_else_changes() -> None:
    """Over a whole life: exactly the voidable types can be voided, and a note can be put to any event."""
    case = make_procedure("DONE")
    for happened in case.history:
        type_ = TYPE_OF[type(happened.event)]
        found = reasons_of(case, "correct", event=happened.n, event_type=type_, **VOID)
        if type_ == "partner.moved":
            assert found == {"departure"}
        elif type_.startswith("assessment."):
            assert found == {"still_assessed"}
        elif type_ == "notice.published":
            assert found >= {"rested_on"}
        else:
            assert found == (set() if type_ in VOIDABLE else {"voidable"}), type_
        assert reasons_of(case, "correct", event=happened.n) == set()


def test_a_departure_is_taken_back_by_somebody_else_than_made_it() -> None:
    """Four eyes: whoever put a supplier out, in whatever role, does not let it in again (UK-CFP-4)."""
    case = make_procedure("TRIAL")
    case.do("move_partner", partner="acme", move="exclude", actor="everybody")
    (finding,) = case.refused("correct", event=case.state.n, actor="everybody", **VOID).blockers
    assert (finding.id, finding.rules) == ("four_eyes", ("UK-CFP-4", "UK-OBJ-1"))
    assert finding.why == "everybody moved the partner: somebody else takes it back"
    assert case.state.partners["acme"].moved_by == "everybody"
    case.do("correct", event=case.state.n, **VOID)
    assert case.state.partners["acme"].moved_by is None


def test_a_departure_is_taken_back_only_while_the_procedure_is_where_it_was() -> None:
    """Once it has gone on, a leaver never returns, a round that was entered anew included (UK-CFP-4)."""
    case = make_procedure("OPEN")
    case.do("register_partner", partner="acme")
    case.do("move_partner", partner="acme", move="leave", role="supplier")
    left = case.state.n
    again = case.twin()
    make(again, "republish")
    make(case, "sift")
    for gone_on in (case, again):
        (finding,) = gone_on.refused("correct", event=left, **VOID).blockers
        assert (finding.id, finding.rules) == ("same_step", ("UK-CFP-4",))
        assert finding.why.startswith("the procedure has gone on since: ")


def test_a_departure_by_an_early_end_is_not_undone() -> None:
    """What has ended has gone on too (UK-CFP-4)."""
    case = make_procedure("TRIAL")
    case.do("move_partner", partner="acme", move="leave", role="supplier")
    left = case.state.n
    case.do("terminate")
    assert set(case.why("correct", event=left, **VOID)) == {"same_step"}
