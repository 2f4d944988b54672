"""Moves: only those the definition names, through the whole gate; good practice may be waived, law never."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine import events as e
from engine.errors import InvalidInput, NotAllowed, NotFound
from engine.explanation import Standing
from engine.machine import shape_of
from procedures.loader import LoadedDefinition
from tests.factories import make_procedure, real, small
from tests.pilot import prepare
from tests.questions import explained, reasons_of, refusal_of, standing_of

BOTH = pytest.mark.parametrize("loaded", [small(), real()], ids=["small", "real"])


def test_a_move_records_what_was_known_and_enters_the_step() -> None:
    """The gate decision keeps each requirement's standing and the events that it rested on."""
    case = make_procedure("DRAFT")
    prepare(case, "prepare")
    assert case.do("advance", to="READY") == ("gate.decided", "step.entered")
    gate, entered = (happened.event for happened in case.history[-2:])
    assert isinstance(gate, e.GateDecided)
    assert (gate.move, gate.source, gate.target) == ("prepare", "DRAFT", "READY")
    standings = {result["id"]: result["standing"] for result in gate.results}
    assert standings == {
        "paper_accepted": "met", "go_decided": "met", "interests_declared": "met",
        "announced": "not asked", "lesson_kept": "warning",
    }  # fmt: skip
    assert {result["id"]: result["events"] for result in gate.results}["paper_accepted"] == [2]
    assert entered == e.StepEntered(move="prepare", source="DRAFT", target="READY", stage="plan", ends=False)
    assert (case.state.step, case.state.stage, case.state.visits["READY"].times) == ("READY", "plan", 1)


def test_every_reason_is_said_not_only_the_first() -> None:
    """A gate is evaluated as a whole (design invariant 6); the sentence holds them all."""
    case = make_procedure("DRAFT", facts=("big",))
    explanation = case.refused("advance", to="READY")
    assert [finding.id for finding in explanation.blockers] == [
        "paper_accepted", "go_decided", "interests_declared", "announced",
    ]  # fmt: skip
    assert [finding.id for finding in explanation.warnings] == ["lesson_kept"]
    assert explanation.sentence.startswith('You cannot advance to "Ready" (READY) yet, because: ')
    for finding in explanation.blockers:
        assert finding.why in explanation.sentence


@BOTH
def test_no_move_exists_that_the_definition_does_not_name(loaded: LoadedDefinition) -> None:
    """From every step to every other: refused for want of a move unless the file names one (design invariant 7)."""
    definition = loaded.definition
    named = {(move.source, move.target) for move in definition.moves}
    for source in definition.steps:
        case = make_procedure(source, definition=loaded)
        for target in definition.steps:
            exists = (source, target) in named
            names: list[str | None] = [
                move.move for move in definition.moves if (move.source, move.target) == (source, target)
            ]
            for name in names or [None]:
                assert (reasons_of(case, "advance", to=target, move=name) != {"move_exists"}) is exists


@BOTH
def test_the_machine_has_exactly_the_moves_of_the_definition(loaded: LoadedDefinition) -> None:
    """Procedure and partners: nothing added, nothing lost, one machine for all procedures under a definition."""
    definition, shape = loaded.definition, shape_of(loaded.definition)
    assert dict(shape.moves) == {(move.source, move.move): move.target for move in definition.moves}
    assert dict(shape.partner_moves) == {
        (source, name): move.target for name, move in definition.partners.moves.items() for source in move.source
    }
    assert shape_of(definition) is shape
    assert shape.target("DRAFT", "nowhere") is None
    assert shape.partner_target("applied", "nowhere") is None


def test_a_move_that_leads_nowhere_from_here_says_where_it_goes() -> None:
    """The refusal lists what is possible."""
    case = make_procedure("READY")
    (finding,) = case.refused("advance", to="TRIAL").blockers
    assert finding.why == (
        "no move leads from READY to TRIAL; from here it goes to DRAFT (Draft again), OPEN (Open the entry)"
    )
    assert finding.rules == ("UK-CFP-1",)
    done = make_procedure("DONE")
    (finding,) = done.refused("advance", to="TRIAL").blockers
    assert finding.why.endswith("from here it goes to nowhere: it is an end")


def test_an_unknown_place_is_not_found() -> None:
    """With what was meant."""
    with pytest.raises(NotFound, match=r'There is no step or stage "REDY"\. Did you mean READY\?'):
        make_procedure("DRAFT").do("advance", to="REDY")


def test_a_stage_is_a_place_to_go() -> None:
    """The move that leads into it is found; a step of the same stage can be named too."""
    case = make_procedure("READY")
    prepare(case, "open_entry")
    case.do("advance", to="entry")
    assert case.state.step == "OPEN"
    assert case.state.visits["entry"].times == 1


def test_an_end_is_reached_by_its_own_name_only() -> None:
    """Nobody abandons a procedure by asking for the stage in which it might end."""
    case = make_procedure("SIFT")
    assert set(case.why("advance", to="award")) == {"move_exists"}
    assert set(case.why("advance", to="NOTHING")) == {"nothing_decided"}
    gate = make_procedure("SEED_GATE", definition=real())
    assert set(gate.why("advance", to="award")) == {"move_exists"}
    assert set(gate.why("advance", to="NOT_AWARDED")) == {"abandonment_decided"}


def test_of_several_moves_one_is_chosen_by_name() -> None:
    """Where two lead to one place, the message names them; a name alone decides."""
    case = make_procedure("REFINEMENT", definition=real())
    with pytest.raises(InvalidInput, match=r"choose one with --move \(refine_criteria, modify_documents\)\."):
        case.do("advance", to="REFINEMENT")
    assert set(case.why("advance", to="REFINEMENT", move="refine_criteria")) == {
        "refinement_described",
        "nobody_wronged",
    }
    assert set(case.why("advance", to="REFINEMENT", move="decide_award")) == {"move_exists"}
    with pytest.raises(NotFound, match='There is no move "nonsense"'):
        case.do("advance", to="REFINEMENT", move="nonsense")
    # A stage that lies ahead is meant before the stage where the procedure is.
    assert "final_documents_accepted" in case.why("advance", to="award")
    standing = make_procedure("STANDSTILL")
    with pytest.raises(InvalidInput, match=r"\(reassess, reissue, sign\)"):
        standing.do("advance", to="award")


def test_only_its_roles_make_a_move() -> None:
    """Whatever the gate would say, anybody else is turned away."""
    with pytest.raises(NotAllowed, match='may not "Prepare": that is for Manager'):
        make_procedure("DRAFT").do("advance", to="READY", role="owner")


@BOTH
def test_explain_and_decide_never_disagree(loaded: LoadedDefinition) -> None:
    """For each move, step by step along its preparation: the same findings, and open exactly when accepted."""
    definition = loaded.definition
    for move in definition.moves:
        case = make_procedure(move.source, definition=loaded)
        for _ in range(2):
            told = explained(case, move.move)
            refusal = refusal_of(case, "advance", to=move.target, move=move.move)
            assert told.open is (refusal is None)
            if refusal is not None:
                assert (refusal.findings, refusal.asked) == (told.findings, told.asked)
            prepare(case, move.move)
        assert explained(case, move.move).open, move.move


def test_a_should_is_waived_with_a_reason_and_only_in_this_visit() -> None:
    """Coming back to the step, the waiver has gone."""
    case = make_procedure("DRAFT", facts=("big",))
    assert standing_of(case, "prepare", "announced").standing is Standing.UNMET
    assert case.do("waive", move="prepare", requirement="announced") == ("requirement.waived",)
    finding = standing_of(case, "prepare", "announced")
    assert (finding.standing, finding.severity, finding.blocks) == (Standing.WAIVED, "SHOULD", False)
    prepare(case, "prepare")
    case.do("advance", to="READY")
    case.do("advance", to="DRAFT")
    assert standing_of(case, "prepare", "announced").standing is Standing.UNMET


def test_law_is_never_waived_and_neither_is_what_only_warns() -> None:
    """The refusal says how hard the requirement binds (design invariant 6)."""
    case = make_procedure("DRAFT")
    (finding,) = case.refused("waive", move="prepare", requirement="paper_accepted").blockers
    assert (finding.id, finding.why) == ("severity", "it is MUST: only a SHOULD can be waived")
    assert finding.rules == ("TE-ART",)
    assert case.why("waive", move="prepare", requirement="lesson_kept") == {
        "severity": "it is WARN: only a SHOULD can be waived"
    }
    assert set(case.why("waive", move="sift", requirement="closed")) == {"severity", "during"}


def test_a_waiver_is_given_where_the_question_is_asked() -> None:
    """Not before the procedure is there; a notice's is asked in the notice's steps."""
    case = make_procedure("DRAFT")
    assert case.why("waive", move="assess", requirement="lessons") == {
        "during": "it is asked in TRIAL, the procedure is in DRAFT"
    }
    assert case.why("waive", move="N1", requirement="announced") == {
        "during": "it is asked in READY or OPEN, the procedure is in DRAFT"
    }
    with pytest.raises(NotFound, match='There is no move or notice "prepar"'):
        case.do("waive", move="prepar", requirement="announced")
    with pytest.raises(NotFound, match=r'There is no requirement of prepare "anounced"\. Did you mean announced\?'):
        case.do("waive", move="prepare", requirement="anounced")
    with pytest.raises(NotAllowed, match="may not waive a requirement: that is for Owner"):
        case.do("waive", move="prepare", requirement="announced", role="manager")


@BOTH
def test_no_requirement_of_the_law_can_be_waived_anywhere(loaded: LoadedDefinition) -> None:
    """Every requirement of every move and notice, where it is asked: exactly the SHOULDs can be waived."""
    definition = loaded.definition
    gates = [(move.move, move.source, move.gate) for move in definition.moves]
    gates += [(name, rule.during[0], rule.gate) for name, rule in definition.notices.items()]
    for name, step, gate in gates:
        case = make_procedure(step, definition=loaded)
        for requirement in gate:
            fields = {"move": name, "requirement": requirement.id}
            if requirement.severity == "SHOULD":
                case.decide("waive", **fields)
            else:
                assert set(case.why("waive", **fields)) == {"severity"}


def test_a_question_of_fact_that_was_answered_no_leaves_its_requirements_out() -> None:
    """They are shown as not asked, with the question, and block nothing."""
    finding = standing_of(make_procedure("DRAFT"), "prepare", "announced")
    assert (finding.standing, finding.blocks) == (Standing.NOT_ASKED, False)
    assert finding.why == 'not asked, because the answer to "Is it big?" was no'
    finding = standing_of(make_procedure("DRAFT", facts=("big",)), "prepare", "announced")
    waive = '(it may be waived: seedbed waive RL-1 prepare announced --reason "...")'
    assert (finding.standing, finding.why) == (Standing.UNMET, f"N0 (Announcement) is not published {waive}")


def test_what_nobody_has_confirmed_only_warns() -> None:
    """A WARN is shown and never in the way."""
    case = make_procedure("DRAFT")
    finding = standing_of(case, "prepare", "lesson_kept")
    assert (finding.standing, finding.severity, finding.blocks) == (Standing.WARNING, "WARN", False)
    case.do("record_lesson", stage="plan")
    assert standing_of(case, "prepare", "lesson_kept").standing is Standing.MET


def test_a_step_is_visited_again_and_a_stage_only_when_it_was_left() -> None:
    """Visits are counted; a move within a stage is no new visit of it, and a self-move starts no clock."""
    case = make_procedure("READY")
    case.do("advance", to="DRAFT")
    assert case.state.visits["DRAFT"].times == 2
    assert case.state.visits["plan"].times == 1
    looping = make_procedure("OPEN")
    looping.do("publish_notice", notice="N1")
    before = looping.state.deadlines
    looping.do("advance", to="OPEN", move="republish")
    assert looping.state.visits["OPEN"].times == 2
    assert looping.state.deadlines == before
    numbers = [happened.n for happened in looping.history]
    assert all(after == before + 1 for before, after in pairwise(numbers))


def test_an_end_ends_the_procedure() -> None:
    """It is marked by the step's own name, and nothing moves on."""
    case = make_procedure("DONE")
    assert case.state.ended == "DONE"
    assert make_procedure("SIGNED").state.ended is None
