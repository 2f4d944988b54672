"""Ending early: possible from every step, with the notice that the law then wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.errors import NotAllowed
from engine.events import ProcedureTerminated
from engine.time.local_time import local_date
from tests.factories import make_procedure, real, small
from tests.pilot import make, prepare
from tests.questions import reasons_of

BEFORE = ("DRAFT", "PROBLEM_DEFINED", "ENGAGEMENT", "DESIGN_APPROVED")
AFTER_SIGNATURE = ("CONTRACT_ENTERED", "DELIVERY")


def notice_wanted(step: str) -> str | None:
    """What the rule book wants after an early end in this step (law.md 1.9, UK-PTN-1, UK-END-1)."""
    if step in BEFORE:
        return None
    return "UK11" if step in AFTER_SIGNATURE else "UK12"


@pytest.mark.parametrize(
    "step", [step.step for stage in real().definition.stages for step in stage.steps if not step.ends]
)
def test_the_real_procedure_ends_early_from_every_step(step: str) -> None:
    """Before the tender notice without a notice, after it with UK12, after signature with UK11."""
    case = make_procedure(step, definition=real())
    assert "procedure.terminated" in case.do("terminate")
    ended = next(happened.event for happened in case.history if isinstance(happened.event, ProcedureTerminated))
    target = "CLOSED" if step in AFTER_SIGNATURE else "NOT_AWARDED"
    assert (ended.source, ended.target, ended.stage, ended.notice) == (step, target, "award", notice_wanted(step))
    state = case.state
    assert (state.step, state.stage, state.ended, state.notice_due) == (
        target,
        "award",
        "terminated",
        notice_wanted(step),
    )
    assert state.visits[target].times == 1
    if notice_wanted(step) is not None:
        case.do("publish_notice", notice=notice_wanted(step))
        assert case.state.notice_due is None


def test_a_tender_notice_that_is_out_is_answered_by_uk12() -> None:
    """Even if the procedure has not moved on yet."""
    case = make_procedure("DESIGN_APPROVED", definition=real())
    prepare(case, "open_participation")
    assert "UK4" in case.state.notices
    case.do("terminate")
    assert case.state.notice_due == "UK12"


@pytest.mark.parametrize(
    ("step", "target", "notice"),
    [(step, "NOTHING", None) for step in ("DRAFT", "READY")]
    + [(step, "NOTHING", "N3") for step in ("OPEN", "SIFT", "TRIAL", "ASSESS", "DECIDED", "TOLD", "STANDSTILL")]
    + [("SIGNED", "DONE", "N4")],
)
def test_the_first_phase_that_fits_decides(step: str, target: str, notice: str | None) -> None:
    """Of the phases of the definition the first whose step and notice fit."""
    case = make_procedure(step)
    case.do("terminate")
    assert (case.state.step, case.state.notice_due) == (target, notice)


def test_a_published_notice_changes_the_phase() -> None:
    """With the opening notice out, an end before the next step wants its notice."""
    case = make_procedure("READY")
    prepare(case, "open_entry")
    case.do("terminate")
    assert case.state.notice_due == "N3"


@pytest.mark.parametrize("step", ["DONE", "NOTHING"])
def test_an_ended_procedure_does_not_end_again(step: str) -> None:
    """However it ended."""
    assert make_procedure(step).why("terminate") == {"not_ended": f"the procedure ended ({step})"}
    case = make_procedure("OPEN")
    case.do("terminate")
    assert case.why("terminate") == {"not_ended": "the procedure ended (terminated)"}


def test_a_step_for_which_no_early_end_is_foreseen_says_so() -> None:
    """A definition may leave one out; the engine then refuses."""
    case = make_procedure("SIGNED")
    definition = case.definition
    phases = tuple(phase for phase in definition.termination.phases if "SIGNED" not in phase.source)
    termination = definition.termination.model_copy(update={"phases": phases})
    case.loaded = replace(case.loaded, definition=definition.model_copy(update={"termination": termination}))
    assert case.why("terminate") == {"phase": "the definition foresees no early end in step SIGNED"}


def test_while_a_court_suspends_only_its_order_allows_an_end() -> None:
    """Missing, waiting, sent back, or accepted before the suspension, it allows nothing (UK-SS-3)."""
    case = make_procedure("STANDSTILL")
    case.do("submit_artefact", artefact="court_order")
    case.do("accept_artefact", artefact="court_order")
    case.do("suspend")
    (finding,) = case.refused("terminate").blockers
    assert (finding.id, finding.rules) == ("court", ("UK-SS-3", "UK-SS-4"))
    older = "what is on file is from before the suspension"
    assert finding.why == f'a court suspends the procedure and "Court order" is not accepted: {older}'
    assert finding.next == "seedbed attach RL-1 court_order FILE"
    case.do("submit_artefact", artefact="court_order")
    assert reasons_of(case, "terminate") == {"court"}
    case.do("reject_artefact", artefact="court_order")
    assert reasons_of(case, "terminate") == {"court"}
    case.do("submit_artefact", artefact="court_order")
    case.do("accept_artefact", artefact="court_order")
    case.do("terminate")
    assert (case.state.ended, case.state.suspended) == ("terminated", None)
    bare = make_procedure("STANDSTILL")
    bare.do("suspend")
    assert reasons_of(bare, "terminate") == {"court"}


@pytest.mark.parametrize("step", [step for step in small().definition.steps if step not in ("DONE", "NOTHING")])
def test_every_step_ends_early_while_suspended_with_the_courts_order(step: str) -> None:
    """And in none of them without it."""
    case = make_procedure(step)
    case.do("suspend")
    assert reasons_of(case, "terminate") == {"court"}
    case.do("submit_artefact", artefact="court_order")
    case.do("accept_artefact", artefact="court_order")
    case.do("terminate")


def test_a_paused_procedure_may_be_ended() -> None:
    """And is then no longer paused."""
    case = make_procedure("OPEN")
    case.do("pause")
    case.do("terminate")
    assert case.state.paused_n is None


def test_only_its_role_ends_a_procedure() -> None:
    """Anybody else is turned away."""
    with pytest.raises(NotAllowed, match="may not terminate the procedure: that is for Owner"):
        make_procedure("OPEN").do("terminate", role="manager")


def test_the_clock_of_the_last_notice_starts_with_an_early_end_too() -> None:
    """UK11 within 30 days of the end, plain or early (UK-END-1)."""
    case = make_procedure("DELIVERY", definition=real())
    case.clock.advance(timedelta(days=3))
    case.do("terminate")
    known = case.state.deadlines["contract_termination_due"]
    assert known.starts_on == local_date(case.now, "Europe/London")
    assert known.last_on == known.starts_on + timedelta(days=29)
    closed = make_procedure("CLOSED", definition=real())
    assert closed.state.deadlines["contract_termination_due"].started
    small_case = make_procedure("SIGNED")
    small_case.do("set_deadline", deadline="archive_by", due_at=small_case.now + timedelta(days=9))
    assert small_case.do("terminate") == ("procedure.terminated", "deadline.started")
    # What a person plans starts only where the procedure comes by its own moves.
    assert not small_case.state.deadlines["archive_by"].started
    assert make_procedure("DONE").state.deadlines["archive_by"].started


def test_a_signed_contract_does_not_end_as_if_nothing_had_been_awarded() -> None:
    """It ends as a contract, one step later (UK-END-1)."""
    case = make_procedure("STANDSTILL", definition=real())
    assert reasons_of(case, "terminate") == set()
    prepare(case, "enter_contract")
    (finding,) = case.refused("terminate").blockers
    assert (finding.id, finding.rules) == ("nobody_beyond", ("UK-END-1",))
    assert finding.why.startswith("a contract was entered into with acme: ")
    case.do("advance", to="CONTRACT_ENTERED")
    case.do("terminate")
    assert case.state.notice_due == "UK11"


@pytest.mark.parametrize("move", ["abandon_selection", "abandon_at_seed_gate", "abandon_at_testbed_gate"])
def test_abandoning_by_a_move_owes_the_notice_as_ending_early_does(move: str) -> None:
    """UK12 as soon as reasonably practicable, and owed until it is out (UK-PTN-1)."""
    source = real().definition.moves_by_name[move].source
    case = make_procedure(source, definition=real())
    make(case, move)
    assert (case.state.step, case.state.ended, case.state.notice_due) == ("NOT_AWARDED", "NOT_AWARDED", "UK12")
    case.clock.advance(timedelta(days=2))
    case.do("publish_notice", notice="UK12")
    assert case.state.notice_due is None


def test_a_contract_that_expires_owes_its_notice_too() -> None:
    """Expiry is an ending (UK-END-1)."""
    case = make_procedure("CLOSED", definition=real())
    assert case.state.notice_due == "UK11"
    case.do("publish_notice", notice="UK11")
    assert case.state.notice_due is None
