"""What lies over a step: a court's suspension, which nobody leaves at will, and the authority's own pause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.errors import NotAllowed
from engine.reading import sealed_until
from engine.time.dates import describe_date
from tests.factories import Case, make_procedure, real, small
from tests.pilot import lift
from tests.questions import reasons_of

MICROSECOND = timedelta(microseconds=1)
AUTOMATIC = {"basis": "automatic"}


@pytest.fixture
def standing() -> Case:
    """Give a procedure in its standstill."""
    return make_procedure("STANDSTILL")


def test_a_claim_notified_within_the_standstill_suspends_at_once(standing: Case) -> None:
    """From the first microsecond of its first day to the last of its last (UK-SS-3)."""
    known = standing.state.deadlines["standstill"]
    begins = datetime.combine(known.starts_on, datetime.min.time(), tzinfo=UTC) - timedelta(hours=1)  # summer time
    standing.wait_until(known.due_at + timedelta(days=30))
    for notified_at, within in (
        (begins - MICROSECOND, False),
        (begins, True),
        (known.due_at, True),
        (known.due_at + MICROSECOND, False),
    ):
        found = reasons_of(standing, "suspend", **AUTOMATIC, notified_at=notified_at)
        assert (found == set()) is within, notified_at
        assert found in (set(), {"within_standstill"})


def test_a_late_claim_needs_a_court_order(standing: Case) -> None:
    """It does not suspend by itself, yet a court may still order it (trap 10)."""
    standing.wait_until(standing.state.deadlines["standstill"].due_at + MICROSECOND)
    (finding,) = standing.refused("suspend", **AUTOMATIC).blockers
    assert (finding.id, finding.rules) == ("within_standstill", ("UK-SS-3",))
    assert finding.why.endswith("is not within a standstill: it needs a court order")
    assert standing.do("suspend", basis="court_order") == ("procedure.suspended",)
    suspended = standing.state.suspended
    assert suspended is not None
    assert (suspended.basis, suspended.notified_at, suspended.n) == ("court_order", standing.now, standing.state.n)


@pytest.mark.parametrize("step", [step for step in small().definition.steps if step not in ("DONE", "NOTHING")])
def test_without_a_standstill_nothing_suspends_by_itself(step: str) -> None:
    """In every step before the award notice a claim needs an order; an order stops any of them."""
    case = make_procedure(step)
    awarded = step in ("STANDSTILL", "SIGNED")
    found = reasons_of(case, "suspend", **AUTOMATIC, notified_at=case.now - timedelta(days=300))
    assert found == {"within_standstill"}
    if not awarded:
        assert reasons_of(case, "suspend", **AUTOMATIC) == {"within_standstill"}
    case.do("suspend")


def test_a_suspension_comes_once_and_is_notified_before_it_is_recorded(standing: Case) -> None:
    """All reasons at once."""
    ahead = standing.now + MICROSECOND
    assert standing.why("suspend", notified_at=ahead) == {"notified": "the notification lies ahead"}
    standing.do("suspend", notified_at=standing.now)
    assert set(standing.why("suspend", notified_at=ahead)) == {"once", "notified"}


def test_a_suspended_procedure_moves_nowhere_but_back(standing: Case) -> None:
    """Every move says so, with the event and the way out; only withdrawing the award stays open."""
    standing.do("suspend")
    refusal = standing.refused("advance", to="SIGNED")
    (finding,) = [finding for finding in refusal.blockers if finding.id == "not_suspended"]
    assert finding.why == f"a court matter suspends the procedure (event {standing.state.n}, court_order)"
    assert (finding.who, finding.rules) == (("Lawyer",), ("UK-SS-3",))
    assert finding.next == 'seedbed resume RL-1 --basis court_order --reason "..."'
    assert reasons_of(standing, "advance", to="ASSESS") == set()
    assert reasons_of(standing, "advance", to="DECIDED") == set()


def test_an_automatic_suspension_outlasts_the_standstill(standing: Case) -> None:
    """It is not lifted before the standstill's last microsecond is over (s.102(3))."""
    standstill = standing.state.deadlines["standstill"]
    standing.do("suspend", **AUTOMATIC)
    standing.wait_until(standstill.due_at)
    finding, _ = standing.refused("resume").blockers
    assert (finding.id, finding.rules) == ("standstill", ("UK-SS-3",))
    assert standstill.last_on is not None
    assert finding.why == f"the standstill runs to the end of {describe_date(standstill.last_on)}"
    standing.clock.advance(MICROSECOND)
    assert lift(standing, basis="disposal") == ("procedure.resumed",)
    assert standing.state.suspended is None


def test_a_suspension_by_order_is_lifted_by_order_at_any_time(standing: Case) -> None:
    """The court that ordered it lifts it."""
    standing.do("suspend")
    lift(standing)
    assert standing.why("resume") == {"suspended": "it is not suspended"}


def test_only_the_lawyer_suspends_and_resumes(standing: Case) -> None:
    """Anybody else is turned away."""
    with pytest.raises(NotAllowed, match="may not suspend the procedure: that is for Lawyer"):
        standing.do("suspend", role="owner")
    standing.do("suspend")
    with pytest.raises(NotAllowed, match="may not resume the procedure: that is for Lawyer"):
        standing.do("resume", role="owner")


def test_the_authority_pauses_and_goes_on() -> None:
    """A pause comes once, stops every move, and ends when the authority says so."""
    case = make_procedure("SIFT")
    assert case.do("pause") == ("procedure.paused",)
    n = case.state.n
    assert case.why("pause") == {"once": "it is paused already"}
    refusal = case.refused("advance", to="NOTHING")
    (finding,) = [finding for finding in refusal.blockers if finding.id == "not_paused"]
    assert finding.why == f"the authority paused the procedure (event {n})"
    assert (finding.who, finding.next) == (("Owner",), 'seedbed unpause RL-1 --reason "..."')
    assert case.do("unpause") == ("procedure.unpaused",)
    assert case.why("unpause") == {"paused": "it is not paused"}


@pytest.mark.parametrize("step", list(small().definition.steps))
def test_a_pause_comes_before_the_award_notice_only(step: str) -> None:
    """From then on only a court stops the procedure; an ended one is not paused either."""
    found = reasons_of(make_procedure(step), "pause")
    if step in ("STANDSTILL", "SIGNED"):
        assert found == {"before_award"}
    elif step == "DONE":
        assert found == {"before_award", "not_ended"}
    else:
        assert found == ({"not_ended"} if step == "NOTHING" else set())


def test_only_its_role_pauses_and_goes_on() -> None:
    """Anybody else is turned away."""
    case = make_procedure("SIFT")
    with pytest.raises(NotAllowed, match="may not pause the procedure: that is for Owner"):
        case.do("pause", role="manager")
    case.do("pause")
    with pytest.raises(NotAllowed, match="may not unpause the procedure: that is for Owner"):
        case.do("unpause", role="manager")


def test_an_ended_procedure_is_not_suspended() -> None:
    """There is nothing left to stop."""
    assert make_procedure("NOTHING").why("suspend") == {"not_ended": "the procedure ended (NOTHING)"}


def test_papers_go_on_being_filed_while_a_procedure_stands_still() -> None:
    """What a court or an authority needs can be put on file, reviewed and declared."""
    case = make_procedure("SIFT")
    case.do("pause")
    case.do("suspend")
    case.do("submit_artefact", artefact="court_order")
    case.do("accept_artefact", artefact="court_order")
    case.do("declare_conflicts", role="owner")
    case.do("record_lesson", stage="plan")


@pytest.mark.parametrize(("stop", "go_on"), [("pause", lambda case: case.do("unpause")), ("suspend", lift)])
def test_nothing_that_waits_for_a_deadline_happens_while_it_stands_still(
    stop: str, go_on: Callable[[Case], object]
) -> None:
    """A deadline that ran at the stop has not passed: nobody is recorded as late, nothing sealed is opened or read."""
    case = make_procedure("TRIAL")
    due = case.state.deadlines["trial_ends"].due_at
    case.wait_until(due)
    case.do(stop)
    case.wait_until(due + timedelta(days=3))
    why = case.why("move_partner", partner="acme", move="no_tender")
    assert why.pop("trial_over") == 'the deadline "Trial ends" stands still until the procedure goes on'
    assert set(why) == {"not_paused" if stop == "pause" else "not_suspended"}
    opening = make_procedure("OPEN")
    opening.do("register_partner", partner="acme")
    opening.do("submit_artefact", artefact="bid", partner="acme")
    opening.do(stop)
    opening.wait_until(opening.state.deadlines["entry_closes"].due_at + MICROSECOND)
    assert reasons_of(opening, "accept_artefact", artefact="bid", partner="acme") == {"sealed"}
    assert sealed_until(opening.definition, opening.state, "bid", opening.now) == "entry_closes"
    go_on(case)
    assert "trial_over" in case.why("move_partner", partner="acme", move="no_tender")
    case.wait_until(case.state.deadlines["trial_ends"].due_at + MICROSECOND)
    case.do("move_partner", partner="acme", move="no_tender")


def test_a_deadline_that_had_passed_before_the_stop_stays_passed() -> None:
    """To the microsecond: one that ends at the very moment of the stop still runs."""
    case = make_procedure("TRIAL")
    due = case.state.deadlines["trial_ends"].due_at
    at_the_moment = case.twin()
    case.wait_until(due + MICROSECOND)
    case.do("pause")
    assert reasons_of(case, "move_partner", partner="acme", move="no_tender") == {"not_paused"}
    case.do("unpause")
    assert reasons_of(case, "move_partner", partner="acme", move="no_tender") == set()
    assert case.state.deadlines["trial_ends"].due_at == due
    at_the_moment.wait_until(due)
    assert at_the_moment.do("pause") == ("procedure.paused", "deadline.stopped")
    at_the_moment.clock.advance(timedelta(days=2))
    assert reasons_of(at_the_moment, "move_partner", partner="acme", move="no_tender") == {"trial_over", "not_paused"}
    assert at_the_moment.do("unpause") == ("procedure.unpaused", "deadline.resumed")
    assert at_the_moment.state.deadlines["trial_ends"].due_at == at_the_moment.now


def test_a_moment_keeps_what_was_left_of_it_and_only_what_its_rule_says_stands_still() -> None:
    """To the microsecond, clock change or not. What only ends, and what is only planned, stays where it is."""
    case = make_procedure("TRIAL", facts=("big",))
    case.do("extend_deadline", deadline="trial_ends", due_at=datetime(2026, 10, 24, 11, tzinfo=UTC))
    review, standstill = case.state.deadlines["review_due"], case.state.deadlines.get("standstill")
    lost = timedelta(days=3, seconds=7, microseconds=1)
    assert case.do("suspend") == ("procedure.suspended", "deadline.stopped")
    case.clock.advance(lost)
    assert "deadline.resumed" in _resumed(case)
    moved = case.state.deadlines["trial_ends"]
    assert moved.due_at == datetime(2026, 10, 24, 11, tzinfo=UTC) + lost
    assert (moved.last_on, moved.stopped_at, moved.left) == (date(2026, 10, 27), None, None)
    assert (case.state.deadlines["review_due"], case.state.deadlines.get("standstill")) == (review, standstill)


def _resumed(case: Case) -> tuple[str, ...]:
    """Let the court's order be shown, and go on."""
    case.do("submit_artefact", artefact="court_order")
    case.do("accept_artefact", artefact="court_order")
    return case.do("resume")


@pytest.mark.parametrize("first", ["pause", "suspend"])
@pytest.mark.parametrize("lifted", ["pause", "suspend"])
def test_days_under_two_stops_are_counted_once(first: str, lifted: str) -> None:
    """Whichever began first and whichever ends first: together they give back the days from the first to the last."""
    go_on: dict[str, Callable[[Case], object]] = {"pause": lambda it: it.do("unpause"), "suspend": lift}
    case = make_procedure("TRIAL")
    due = case.state.deadlines["trial_ends"].due_at
    for kind in (first, *({"pause", "suspend"} - {first})):
        case.do(kind)
        case.clock.advance(timedelta(days=2))
    for kind in (lifted, *({"pause", "suspend"} - {lifted})):
        go_on[kind](case)
        case.clock.advance(timedelta(days=3))
    assert case.state.deadlines["trial_ends"].due_at - due == timedelta(days=2 + 2 + 3)


def test_a_claim_in_the_standstill_of_the_real_procedure_suspends_it() -> None:
    """The legal adviser records it, and no contract is entered into."""
    case = make_procedure("STANDSTILL", definition=real())
    case.do("suspend", **AUTOMATIC)
    assert reasons_of(case, "move_partner", partner="acme", move="contract") >= {"not_suspended", "standstill_over"}


@pytest.mark.parametrize(
    ("basis", "artefact"),
    [("court_order", "court_order"), ("disposal", "end_of_case"), ("settlement", "end_of_case")],
)
def test_a_suspension_is_lifted_only_on_a_paper_that_is_newer_than_it(
    standing: Case, basis: str, artefact: str
) -> None:
    """The order that lifts it, or the end of the case, is on file and accepted (UK-SS-3, UK-SS-4)."""
    standing.do("submit_artefact", artefact=artefact)
    standing.do("suspend")
    standing.do("accept_artefact", artefact=artefact)
    (finding,) = standing.refused("resume", basis=basis).blockers
    assert (finding.id, finding.rules) == ("court", ("UK-SS-3", "UK-SS-4"))
    assert finding.why.endswith("is not accepted: what is on file is from before the suspension")
    assert (finding.who, finding.next) == (("Lawyer",), f"seedbed attach RL-1 {artefact} FILE")
    standing.do("submit_artefact", artefact=artefact)
    (finding,) = standing.refused("resume", basis=basis).blockers
    assert (finding.who, finding.next) == (("Owner",), f"seedbed accept RL-1 {artefact}")
    standing.do("accept_artefact", artefact=artefact)
    other = "disposal" if basis == "court_order" else "court_order"
    assert reasons_of(standing, "resume", basis=other) == {"court"}
    standing.do("resume", basis=basis)


def test_a_second_suspension_needs_a_paper_of_its_own(standing: Case) -> None:
    """What lifted the first lifts no other (UK-SS-3)."""
    standing.do("suspend")
    lift(standing)
    standing.do("suspend")
    assert reasons_of(standing, "resume") == {"court"}
    lift(standing)


def test_where_no_paper_is_named_for_the_end_of_a_case_the_courts_order_is_meant() -> None:
    """A definition need not name a second paper (UK-SS-3)."""
    case = make_procedure("STANDSTILL")
    termination = case.definition.termination.model_copy(update={"end_of_case": None})
    case.loaded = replace(case.loaded, definition=case.definition.model_copy(update={"termination": termination}))
    case.do("suspend")
    case.do("submit_artefact", artefact="court_order")
    case.do("accept_artefact", artefact="court_order")
    case.do("resume", basis="settlement")


@pytest.mark.parametrize("stop", ["pause", "suspend"])
def test_a_supplier_may_leave_while_all_stands_still_and_nobody_is_put_out(stop: str) -> None:
    """Its own leave is its own; exclusion, elimination and the like are decisions, and wait (UK-SS-3, UK-SS-4)."""
    case = make_procedure("TRIAL")
    case.do(stop)
    stopped = {"not_paused" if stop == "pause" else "not_suspended"}
    assert reasons_of(case, "move_partner", partner="acme", move="exclude") == stopped
    assert reasons_of(case, "move_partner", partner="acme", move="break_off") == stopped
    case.do("move_partner", partner="acme", move="leave")


def test_of_the_real_procedure_only_withdrawing_and_refusing_go_on_while_it_stands_still() -> None:
    """Every other move of a supplier decides something (UK-SS-3)."""
    moves = real().definition.partners.moves
    assert {name for name, move in moves.items() if move.while_stopped} == {"withdraw", "refuse"}
    case = make_procedure("SEED_GATE", definition=real())
    case.do("suspend")
    for move in ("exclude", "terminate_for_cause", "eliminate_at_seed_gate", "target_not_met_at_seed_gate"):
        assert "not_suspended" in reasons_of(case, "move_partner", partner="acme", move=move)
    case.do("move_partner", partner="acme", move="withdraw")
