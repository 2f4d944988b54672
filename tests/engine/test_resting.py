"""What was done on the strength of an event is named when its effect is taken back (UK-REC-1)."""

from __future__ import annotations

from engine.remarks import resting_on_void
from engine.resting import resting
from tests.factories import Case, make_procedure, real


def rests(case: Case, n: int) -> list[str]:
    """Everything that rests on an event."""
    return list(resting(lambda _: case.definition, case.history, n))


def event_of(case: Case, type_: str, **fields: object) -> int:
    """The number of the event of this type with these values."""
    (found,) = [
        happened.n
        for happened in case.history
        if type(happened.event).__name__ == type_
        and all(getattr(happened.event, name) == value for name, value in fields.items())
    ]
    return found


def test_an_accepted_paper_bears_its_gate_its_decision_and_its_notice() -> None:
    """Each is named once, with its event, in the order in which it happened."""
    case = make_procedure("TRIAL")
    paper = event_of(case, "ArtefactAccepted", artefact="paper")
    first, *others = rests(case, paper)
    assert first.startswith('the decision "Go" (event ')
    assert others[0].startswith('the move "Prepare" (event ')
    assert others[1].startswith("the notice N1 (event ")
    assert len(others) == 2


def test_a_partners_paper_bears_only_its_own_moves() -> None:
    """And the stage move whose gate asked for it."""
    case = make_procedure("TRIAL")
    bid = event_of(case, "ArtefactAccepted", artefact="bid", partner="acme")
    (only,) = rests(case, bid)
    assert only.startswith('the move "Admit" of acme (event ')
    agreement = event_of(case, "ArtefactAccepted", artefact="agreement", partner="bolt")
    (gate,) = rests(case, agreement)
    assert gate.startswith('the move "Start the trial" (event ')


def test_decisions_checks_and_scores_bear_what_was_done_on_them() -> None:
    """By the evidence that the gate kept, or by what the partner's own gate asks."""
    case = make_procedure("DECIDED")
    confirmed = event_of(case, "DecisionRecorded", decision="award", confirms=True)
    assert [said.split(" (event")[0] for said in rests(case, confirmed)] == ['the move "Decide the award"']
    check = event_of(case, "ExclusionChecked", partner="acme")
    assert [said.split(" (event")[0] for said in rests(case, check)] == [
        'the move "Admit" of acme',
        'the move "Start the trial"',
    ]
    score = event_of(case, "AssessmentModerated", partner="bolt", criterion="worth")
    assert 'the move "Do not choose" of bolt' in [said.split(" (event")[0] for said in rests(case, score)]


def test_nothing_rests_on_what_was_replaced_before_anything_was_done_on_it() -> None:
    """A version that was sent back, and then another one accepted."""
    case = make_procedure("DRAFT")
    case.do("submit_artefact", artefact="paper")
    case.do("reject_artefact", artefact="paper")
    rejected = case.state.n
    case.do("submit_artefact", artefact="paper")
    case.do("accept_artefact", artefact="paper")
    case.do("record_decision", decision="go")
    assert rests(case, rejected) == []
    assert len(rests(case, rejected + 2)) == 1


def test_only_taking_back_warns() -> None:
    """A note takes nothing back, and any other command corrects nothing."""
    case = make_procedure("READY")
    accepted = event_of(case, "ArtefactAccepted", artefact="paper")
    void = case.command("correct", event=accepted, effect="void")
    told = list(resting_on_void(lambda _: case.definition, void, case.history))
    assert told[-1].startswith(f'On event {accepted} rests the move "Prepare" (event ')
    assert told[-1].endswith(": it stays as it is, so have it looked at again (UK-REC-1).")
    note = case.command("correct", event=accepted)
    assert list(resting_on_void(lambda _: case.definition, note, case.history)) == []
    assert list(resting_on_void(lambda _: case.definition, case.command("pause"), case.history)) == []


def test_in_the_real_procedure_an_acceptance_that_a_gate_rests_on_is_named() -> None:
    """The selection of a supplier rests on its opened application (UK-COP-1)."""
    case = make_procedure("ROUND1_OPEN", definition=real())
    opened = event_of(case, "ArtefactAccepted", artefact="application", partner="acme")
    assert [said.split(" (event")[0] for said in rests(case, opened)] == ['the move "Select" of acme']
