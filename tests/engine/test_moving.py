"""A running procedure under another version of its definition: nothing is lost, nothing promised is shortened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine import commands as c
from engine import events as e
from engine.decide import decide
from engine.errors import NotAllowed, Refused
from engine.evolve import replay
from engine.state import State
from procedures.loader import LoadedDefinition
from tests.engine.another_version import LONGER, SHORTER, another
from tests.factories import Case, make_procedure, small

PUBLISHED = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIMITED = {
    "reconsidered": "No deadline has to be revised.", "admits_others": False, "changes_participants": False,
    "told": "By letter to each.",
}  # fmt: skip


def command(to: LoadedDefinition, **fields: Any) -> c.MoveProcedure:
    """The command of the manager."""
    given = {"actor": "manager", "role": "manager", "reason": "The rules were improved.", **fields}
    return c.MoveProcedure(procedure="RL-1", definition=to.digest, **given)


def events_of(case: Case, to: LoadedDefinition, **fields: Any) -> tuple[e.Event, ...]:
    """What the move would do."""
    return decide(
        case.definition, case.state, command(to, **fields), case.now, case.calendar, other=case.calendar,
        target=to.definition,
    )  # fmt: skip


def move(case: Case, to: LoadedDefinition, **fields: Any) -> tuple[e.Event, ...]:
    """Move it, and go on under the other definition."""
    events = events_of(case, to, **fields)
    for event in events:
        case.happen(event)
    case.loaded = to
    return events


def back(case: Case, to: LoadedDefinition) -> tuple[e.Event, ...]:
    """Take the last move back."""
    asked = c.MoveBack(procedure="RL-1", actor="manager", role="manager", reason="It was too early.")
    events = decide(case.definition, case.state, asked, case.now, case.calendar)
    for event in events:
        case.happen(event)
    case.loaded = to
    return events


def refused(case: Case, to: LoadedDefinition, **fields: Any) -> dict[str, str]:
    """Every reason against the move, by its id."""
    with pytest.raises(Refused) as refusal:
        events_of(case, to, **fields)
    return {finding.id: finding.why for finding in refusal.value.explanation.blockers}


def apart_from_history(state: State) -> State:
    """A state without the number and the instant of its newest event."""
    return replace(state, n=0, at=None)


def standing_still() -> Case:
    """A procedure whose standstill of 8 working days runs."""
    case = make_procedure("TOLD")
    case.wait_until(PUBLISHED)
    case.do("publish_notice", notice="N6")
    return case


def test_a_draft_moves_freely_and_goes_on_under_the_new_rules() -> None:
    """Before the tender notice nobody was promised anything: the new version is pinned, and its gates are asked."""
    case = make_procedure("DRAFT")
    new = another(
        (
            "title: Prepare\n    from: DRAFT\n    to: READY\n    by: [manager]",
            "title: Prepare\n    from: DRAFT\n    to: READY\n    by: [owner]",
        )
    )
    (moved,) = move(case, new)
    assert isinstance(moved, e.ProcedureMoved)
    assert (moved.version, moved.was_version, moved.modification) == ("2.0.0", "1.0.0", "before_notice")
    assert (case.state.definition, case.state.version) == (new.digest, "2.0.0")
    with pytest.raises(NotAllowed):
        case.do("advance", to="READY", actor="manager", role="manager")


def test_a_longer_period_is_counted_anew_and_says_why() -> None:
    """The standstill of 8 working days becomes one of 10: two working days later, by an event of its own."""
    case = standing_still()
    moved, recounted = move(case, another(LONGER), **LIMITED)
    assert isinstance(moved, e.ProcedureMoved)
    assert isinstance(recounted, e.DeadlineRecounted)
    assert (case.state.deadlines["standstill"].last_on, recounted.length) == (date(2026, 12, 7), 10)
    said = {deadline: (outcome, why) for deadline, outcome, why in moved.reckoned}
    assert said["standstill"][0] == "recomputed"
    assert "where it was 8 working days" in said["standstill"][1]
    assert said["feedback_due"] == ("kept", "it is counted as before")


def test_a_move_that_shortens_what_was_promised_is_refused_by_the_name_of_the_deadline() -> None:
    """8 working days were published; 5 would end earlier. Kept on request, it ends as promised."""
    case = standing_still()
    why = refused(case, another(SHORTER), **LIMITED)
    assert list(why) == ["deadline_standstill"]
    assert "was promised until 3 December 2026, 23:59:59 (London)" in why["deadline_standstill"]
    (moved,) = move(case, another(SHORTER), keep=("standstill",), **LIMITED)
    assert isinstance(moved, e.ProcedureMoved)
    assert case.state.deadlines["standstill"].last_on == date(2026, 12, 3)
    assert ("standstill", "kept", "it ends as it was promised: so it was asked") in moved.reckoned


def test_what_runs_is_not_dropped_and_what_is_over_is() -> None:
    """A deadline that the new version does not have blocks the move while it runs, and goes once it is over."""
    line = next(one for one in small().path.read_text().splitlines(keepends=True) if one.startswith("  feedback_due:"))
    case, new = standing_still(), another((line, ""))
    assert list(refused(case, new, **LIMITED)) == ["deadline_feedback_due"]
    case.wait_until(datetime(2027, 1, 4, 9, tzinfo=UTC))
    _, dropped = move(case, new, **LIMITED)
    assert isinstance(dropped, e.DeadlineDropped)
    assert "feedback_due" not in case.state.deadlines


def test_a_deadline_that_is_new_begins_from_its_real_day() -> None:
    """Its start lies behind: it runs from there, not from the day of the move."""
    case = standing_still()
    period = "period: { length: 30, unit: calendar-days, counting: after }"
    line = f"  letters_due: {{ title: Letters due, starts: {{ notice: N6 }}, met_by: [{{ notice: N7 }}], {period} }}"
    new = another(("  archive_by:", f"{line}\n  archive_by:"))
    case.wait_until(datetime(2026, 11, 30, 9, tzinfo=UTC))
    _, begun = move(case, new, **LIMITED)
    assert isinstance(begun, e.DeadlineStarted)
    assert (begun.deadline, begun.starts_on, begun.last_on) == ("letters_due", date(2026, 11, 23), date(2026, 12, 23))


def test_the_step_and_the_states_of_partners_need_a_place() -> None:
    """Renamed ones are mapped, in the definition or by whoever moves it; without that the move is refused."""
    case = make_procedure("TRIAL")
    new = another(("TRIAL", "PILOT"), ("trying", "piloting"))
    found = refused(case, new, **LIMITED)
    assert {"step_trial", "partner_state_trying"} <= set(found)
    names = (("step", "TRIAL", "PILOT"), ("partner_state", "trying", "piloting"))
    was = case.state
    move(case, new, names=names, **LIMITED)
    assert case.state.step == "PILOT"
    assert {partner.state for partner in case.state.partners.values()} == {"piloting"}
    assert case.state.entered_n("PILOT") == was.entered_n("TRIAL")
    assert replay(case.history, "RL-1") == case.state


def test_papers_and_decisions_keep_their_record_under_a_new_name() -> None:
    """The gate of the new version finds what was filed and decided under the old names."""
    case = make_procedure("OPEN")
    swap = (
        ("artefact: paper", "artefact: plan_paper"),
        ("  paper: { title: Paper", "  plan_paper: { title: Paper"),
        ("about: [paper]", "about: [plan_paper]"),
    )
    foreseen = another(
        *swap,
        (
            "final_round: final",
            "succeeds:\n  - { version: 1.0.0, artefacts: { paper: plan_paper } }\nfinal_round: final",
        ),
    )
    assert "artefact_paper" in refused(case, another(*swap), **LIMITED)
    events = _republished(case, foreseen)
    assert events
    assert "plan_paper" in case.state.artefacts
    assert "paper" not in case.state.artefacts


def _republished(case: Case, new: LoadedDefinition) -> tuple[e.Event, ...]:
    """UK-MOD-1: the notice is revised and published again, and the move names it."""
    found = refused(case, new, reconsidered="None has to be.")
    assert list(found) == ["revised"]
    case.do("publish_notice", notice="N1", reference="2026/S 000-000002")
    return move(case, new, reconsidered="None has to be.", revised="2026/S 000-000002")


def test_once_the_door_is_shut_the_answers_of_the_law_are_asked() -> None:
    """UK-MOD-2 and UK-MOD-3: not substantial, everybody notified, deadlines reconsidered; each missing one is named."""
    case = standing_still()
    assert set(refused(case, another(LONGER))) == {"reconsidered", "admits_others", "changes_participants", "told"}
    assert list(refused(case, another(LONGER), **{**LIMITED, "admits_others": True})) == ["admits_others"]


def test_what_binds_nobody_outside_is_changed_at_any_time() -> None:
    """Another title is no modification of the procurement: no answer is asked."""
    case = standing_still()
    (moved,) = move(case, another(("title: A small procedure", "title: A small but better procedure")))
    assert isinstance(moved, e.ProcedureMoved)
    assert moved.modification == "internal"


def test_after_the_final_tenders_the_terms_stay() -> None:
    """UK-MOD-2 ends with the deadline for final tenders; landmarks say which that is."""
    marks = (
        "final_round: final",
        "landmarks: { notices: { tender: N1 }, deadlines: { tendering: [trial_ends] } }\nfinal_round: final",
    )
    marked = another(marks, version="1.0.1")
    case = make_procedure("DRAFT")
    move(case, marked)
    walked = make_procedure("TOLD")
    move(walked, marked)
    assert "modification" in refused(walked, another(marks, LONGER), **LIMITED)


def test_a_move_is_taken_back_as_long_as_nothing_rests_on_it() -> None:
    """Everything is as it was apart from the history; after one more deed it is too late."""
    case = standing_still()
    before = case.state
    move(case, another(LONGER), **LIMITED)
    case.do("record_communication", partners=("acme",))
    (undone,) = back(case, small())
    assert isinstance(undone, e.ProcedureMovedBack)
    assert apart_from_history(replace(case.state, communications=0)) == apart_from_history(
        replace(before, communications=0)
    )
    move(case, another(LONGER), **LIMITED)
    case.do("record_lesson", stage="plan")
    with pytest.raises(Refused, match="done under the rules"):
        back(case, small())


def test_the_same_definition_and_an_ended_procedure_are_refused() -> None:
    """There is nothing to move to, and nothing left to move."""
    case = make_procedure("DRAFT")
    assert "another" in refused(case, small())
    case.do("terminate")
    assert "not_ended" in refused(case, another(LONGER))


def test_scores_on_record_keep_their_criteria() -> None:
    """EVAL-1: nobody is scored on one scale and ranked on another."""
    case = make_procedure("DECIDED")
    assert "round_final" in refused(case, another(("scale_max: 5", "scale_max: 10")), **LIMITED)


def test_new_questions_are_answered_and_answers_stay() -> None:
    """A question that is new has to be answered; one that was answered keeps its answer."""
    case = make_procedure("DRAFT")
    new = another(("  hurried: {", '  digital: { title: Digital, question: "Is it digital?" }\n  hurried: {'))
    assert list(refused(case, new)) == ["fact_digital"]
    assert list(refused(case, new, facts={"digital": True, "big": True})) == ["fact_big_stands"]
    move(case, new, facts={"digital": True})
    assert case.state.facts == {"big": False, "digital": True, "hurried": False}


def test_a_waiver_of_a_requirement_that_changed_no_longer_counts() -> None:
    """What was waived was another requirement."""
    case = Case()
    case.do("open", facts={"big": True, "hurried": False})
    case.do("waive", move="prepare", requirement="announced")
    move(case, another(("text: It was announced.", "text: It was announced in time.")))
    assert case.state.waivers == {}
