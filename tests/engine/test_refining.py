"""Criteria are refined only as foreseen, in time, and only if nobody who was eliminated would have gone on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.criteria import round_as_refined, weight_text, with_criteria
from engine.decide import decide
from engine.definition import Definition, RefinementRules
from engine.errors import InvalidInput, NotAllowed, NotFound, Refused
from engine.evaluation import Context
from engine.evaluation.rerun import rerun
from engine.events import Event
from engine.evolve.moving import rename
from engine.moving.names import homeless
from engine.state import Partner, RefinedCriterion, Score, State, cell_key
from tests.factories import START, Case, make_procedure
from tests.lawful import at, lawful
from tests.pilot import make
from tests.questions import standing_of

CELLS = (("worth", ""), ("way", "new"), ("way", "safe"))
Scores = dict[str, tuple[int, int, int]]


def score(case: Case, round_: str, scores: Scores) -> None:
    """Every cell of each supplier scored once by the assessor and moderated by the chair."""
    people = ("assessor", "assessor_2")
    for person in people:
        case.do("declare_conflicts", role="assessor", actor=person)
    for ref, given_ in scores.items():
        for (criterion, sub), points in zip(CELLS, given_, strict=True):
            cell = {"round": round_, "partner": ref, "criterion": criterion, "sub_criterion": sub or None}
            for person in people:
                case.do("record_assessment", **cell, score=points, actor=person)
            case.do("moderate_assessment", **cell, score=points)


def sifted(scores: Scores, out: set[str]) -> Case:
    """A procedure in its trial after a first round: those who are out were turned down, the others go on."""
    case = at("SIFT", partners=dict.fromkeys(scores))
    score(case, "first", scores)
    for ref in scores:
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("check_exclusion", partner=ref)
        case.do("move_partner", partner=ref, move="turn_down" if ref in out else "admit")
    make(case, "start_trial")
    return case


@pytest.fixture
def trial() -> Case:
    """Give three suppliers, of whom crow was turned down: worse in both, but only just in the way of working."""
    return sifted({"acme": (4, 4, 4), "bolt": (4, 3, 3), "crow": (3, 4, 4)}, {"crow"})


def heavier_worth() -> dict[str, Any]:
    """Another wording of worth, and more weight for it in consequence."""
    return {"worth": {"title": "Worth in use", "weight": 70}, "way": {"weight": 30}}


def test_what_was_foreseen_is_refined_and_recorded_whole(trial: Case) -> None:
    """The event holds every criterion from now on, and for whom earlier rounds were run again (UK-REF-1..3)."""
    assert trial.do("refine", round="final", criteria=heavier_worth()) == ("criteria.refined",)
    event = trial.history[-1].event
    assert event.rerun == [("first", "crow")]  # type: ignore[union-attr]
    parts = [("new", "New", "50"), ("safe", "Safe", "50")]
    way, worth = event.criteria  # type: ignore[union-attr]
    assert (way, worth) == (("way", "Way", "30", None, parts), ("worth", "Worth in use", "70", 2, []))
    rule = round_as_refined(trial.definition, trial.state, "final")
    assert [(one.title, int(one.weight)) for one in rule.criteria.values()] == [("Way", 30), ("Worth in use", 70)]
    assert trial.definition.rounds["final"].criteria["worth"].weight == 60  # what was published stays on record


def test_a_refinement_under_which_an_eliminated_supplier_goes_on_is_refused(trial: Case) -> None:
    """With more weight for the way, crow is as good as bolt; the manager is not told who it is (UK-REF-3)."""
    wanted = {"worth": {"weight": 30}, "way": {"title": "Way of working", "weight": 70}}
    (finding,) = trial.refused("refine", round="final", criteria=wanted).blockers
    assert finding.id == "nobody_wronged"
    assert finding.rules == ("UK-REF-3",)
    assert finding.why == (
        'a supplier was eliminated in "First round": it would have been as good as a supplier that went on, or better'
    )


def under(case: Case, refinement: RefinementRules) -> Definition:
    """The definition with another declaration for its final round."""
    final = case.definition.rounds["final"].model_copy(update={"refinement": refinement})
    return case.definition.model_copy(update={"rounds": {**case.definition.rounds, "final": final}})


def asked(case: Case, definition: Definition, criteria: dict[str, Any], role: str = "manager") -> tuple[Event, ...]:
    """What would follow from a refinement under another definition."""
    command = case.command("refine", round="final", criteria=criteria, role=role)
    return decide(definition, case.state, command, case.now, case.calendar)


def test_whoever_assessed_the_round_is_told_who_it_is() -> None:
    """So are the roles that the definition names; nobody else is (UK-CONF-1)."""
    case = sifted({"acme": (4, 4, 4), "bolt": (4, 3, 3), "crow": (3, 4, 4)}, {"crow"})
    wanted = {"worth": {"weight": 30}, "way": {"title": "Way of working", "weight": 70}}
    rule = case.definition.rounds["final"].refinement
    assert rule is not None
    for role, named in (("manager", "a supplier"), ("lawyer", "crow"), ("chair", "crow"), ("assessor", "crow")):
        open_ = rule.model_copy(update={"by": (role,)})
        rounds = {
            **case.definition.rounds,
            "final": case.definition.rounds["final"].model_copy(update={"refinement": open_}),
        }
        definition = case.definition.model_copy(update={"rounds": rounds})
        from engine.decide import decide
        from engine.errors import Refused

        with pytest.raises(Refused) as refusal:
            decide(
                definition,
                case.state,
                case.command("refine", round="final", criteria=wanted, role=role),
                case.now,
                case.calendar,
            )
        assert refusal.value.explanation.blockers[0].why.startswith(f"{named} was eliminated"), role


def test_a_tie_that_was_none_counts_as_going_on(trial: Case) -> None:
    """Nobody can know how it would have been broken (UK-REF-3)."""
    level = {"worth": {"weight": 50}, "way": {"title": "Way of working", "weight": 50}}
    assert set(trial.why("refine", round="final", criteria=level)) == {"nobody_wronged"}


def test_whoever_stayed_below_a_minimum_that_is_lowered_would_have_gone_on() -> None:
    """Nobody need be beaten: who fails a minimum then and reaches all now goes on (UK-REF-3)."""
    case = sifted({"acme": (4, 4, 4), "crow": (1, 5, 5)}, {"crow"})
    lowered = {"worth": {"minimum": 2}, "way": {"title": "Way of working"}}
    assert case.do("refine", round="final", criteria=lowered) == ("criteria.refined",)
    (finding,) = case.refused("refine", round="final", criteria={"way": {"minimum": 1, "weight": 40}}).blockers
    assert finding.id == "way_minimum"  # a minimum at the foot of the scale says nothing
    case = sifted({"acme": (4, 4, 4), "crow": (2, 1, 2)}, {"crow"})
    raised = {"way": {"minimum": 3}}
    assert case.do("refine", round="final", criteria=raised) == ("criteria.refined",)
    # Lowered again it is below what was published nowhere: crow had no minimum there to fail.
    assert case.do("refine", round="final", criteria={"way": {"minimum": 2}}) == ("criteria.refined",)


def test_a_minimum_that_a_supplier_who_went_on_would_fail_makes_room() -> None:
    """Whoever went on and would not have, leaves a place to whoever would (UK-REF-3)."""
    case = sifted({"acme": (4, 2, 2), "crow": (3, 4, 3)}, {"crow"})
    (finding,) = case.refused("refine", round="final", criteria={"way": {"minimum": 3}}).blockers
    assert finding.id == "nobody_wronged"


def test_a_supplier_without_whole_scores_cannot_be_run_again() -> None:
    """Nothing is assumed for it: the refinement is refused (UK-REF-3)."""
    case = at("SIFT", partners={"acme": None, "crow": None})
    for ref, move in (("acme", "admit"), ("crow", "turn_down")):
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("check_exclusion", partner=ref)
        case.do("move_partner", partner=ref, move=move)
    make(case, "start_trial")
    (finding,) = case.refused("refine", round="final", criteria=heavier_worth()).blockers
    assert (
        finding.why
        == "a supplier was eliminated: its earlier scores are not complete, so that they cannot be run again"
    )


def test_only_what_was_foreseen_is_refined(trial: Case) -> None:
    """A round without the declaration, a weight alone, nothing at all, sums that are not 100 (UK-REF-1, UK-REF-2)."""
    assert trial.why("refine", round="first", role="manager", criteria=heavier_worth()) == {
        "foreseen": 'nothing that was published foresees that the criteria of "First round" are refined'
    }
    only = {"worth": {"weight": 70}, "way": {"weight": 30}}
    said = "only the weight of way and worth would change, and weights change only because a criterion is refined"
    assert trial.why("refine", round="final", criteria=only) == {"in_consequence": said}
    assert trial.why("refine", round="final", criteria={"worth": {}}) == {"something": "nothing would be different"}
    odd = {"worth": {"title": "Worth in use", "weight": 70}}
    assert trial.why("refine", round="final", criteria=odd) == {
        "weights": "the weights of the criteria add to 110, not to 100"
    }
    parts = {"way": {"sub_criteria": {"new": {"weight": 60}, "safe": {"weight": 50}}}}
    assert trial.why("refine", round="final", criteria=parts) == {
        "way_weights": "the sub-criteria of way add to 110, not to 100"
    }
    with pytest.raises(NotAllowed):
        trial.do("refine", round="final", role="owner", criteria=heavier_worth())
    with pytest.raises(InvalidInput, match="way/bold is a new sub-criterion: give it a title"):
        trial.do("refine", round="final", criteria={"way": {"sub_criteria": {"bold": {"weight": 100}}}})


def test_a_criterion_that_was_not_foreseen_stays(trial: Case) -> None:
    """Its weight may follow another's; its wording, parts and minimum may not change (UK-REF-1)."""
    rule = trial.definition.rounds["final"].refinement
    assert rule is not None
    closed = rule.model_copy(update={"criteria": ("worth",)})
    definition = under(trial, closed)
    both = {"worth": {"title": "W"}, "way": {"title": "Y"}}
    with pytest.raises(Refused) as refusal:
        asked(trial, definition, both)
    (finding,) = refusal.value.explanation.blockers
    assert finding.id == "only_foreseen"
    assert finding.why == "way may not be refined; what was published foresees it for worth only"
    assert decide(
        definition,
        trial.state,
        trial.command("refine", round="final", criteria=heavier_worth()),
        trial.now,
        trial.calendar,
    )


def test_nothing_is_refined_once_final_tenders_are_invited() -> None:
    """Nor out of its step, nor once somebody was scored; each is said by itself (UK-REF-1, EVAL-1)."""
    early = at("SIFT")
    assert early.why("refine", round="final", criteria=heavier_worth()) == {
        "during": "it is foreseen in TRIAL, and the procedure is in SIFT"
    }
    late = at("ASSESS")
    invited = late.state.entered_n("ASSESS")
    assert late.why("refine", round="final", criteria=heavier_worth()) == {
        "not_invited": f"final tenders were invited (event {invited}): the criteria stay as they are"
    }
    score(late, "final", {"acme": (3, 3, 3)})
    assert late.why("refine", round="final", criteria=heavier_worth())["not_scored"] == (
        '"Final round" is being assessed already'
    )
    stopped = at("TRIAL")
    stopped.do("pause")
    assert set(stopped.why("refine", round="final", criteria=heavier_worth())) == {"not_paused"}


def test_what_was_refined_is_provided_again_before_anybody_is_assessed(trial: Case) -> None:
    """The notice again, or the documents in a newer version that is accepted (UK-REF-4)."""
    assert standing_of(trial, "assess", "provided").why == "nothing was changed that has not been provided again"
    trial.do("submit_artefact", artefact="documents")
    trial.do("accept_artefact", artefact="documents")
    trial.do("refine", round="final", criteria=heavier_worth())
    refined = trial.state.n
    finding = standing_of(trial, "assess", "provided")
    nor = "nor are its documents provided again"
    assert finding.why == f"the criteria were refined (event {refined}), and N1 is not published again, {nor}"
    assert finding.next == "seedbed attach RL-1 documents FILE"
    assert finding.who == ("Manager",)
    trial.do("submit_artefact", artefact="documents")
    assert standing_of(trial, "assess", "provided").standing.value != "met"
    trial.do("accept_artefact", artefact="documents")
    assert standing_of(trial, "assess", "provided").standing.value == "met"


def test_the_refined_criteria_govern_the_assessment_and_the_ranking() -> None:
    """What counted less counts more: another tender ranks first, and a part that is new has to be scored."""
    scores = {"acme": (4, 4, 4), "bolt": (4, 4, 4)}
    for criteria, best in (
        ({"worth": {"title": "W", "weight": 10}, "way": {"weight": 90}}, "bolt"),
        ({"worth": {"title": "W", "weight": 90}, "way": {"weight": 10}}, "acme"),
    ):
        case = sifted(scores, set())
        case.do("refine", round="final", criteria=criteria)
        make(case, "assess")
        score(case, "final", {"acme": (5, 2, 2), "bolt": (2, 5, 5)})
        other = "acme" if best == "bolt" else "bolt"
        assert "best" in case.why("move_partner", partner=other, move="choose")
        case.do("move_partner", partner=best, move="choose")
    case = sifted(scores, set())
    parts = {
        "way": {"sub_criteria": {"new": {"weight": 40}, "safe": {"weight": 40}, "kind": {"weight": 20, "title": "K"}}}
    }
    case.do("refine", round="final", criteria=parts)
    make(case, "assess")
    case.do("declare_conflicts", role="assessor")
    kind = {"round": "final", "partner": "acme", "criterion": "way", "sub_criterion": "kind"}
    assert case.do("record_assessment", **kind) == ("assessment.recorded",)
    assert "lacks 4 of 4" in standing_of(case, "decide_award", "all_assessed").why or case.state.step == "ASSESS"


def test_what_there_is_not_is_not_refined(trial: Case) -> None:
    """A round or a criterion that nobody knows is said to be none, with what was meant."""
    with pytest.raises(NotFound, match='There is no round "finale"'):
        trial.do("refine", round="finale", role="manager", criteria=heavier_worth())
    with pytest.raises(NotFound, match='There is no criterion of final "price"'):
        trial.do("refine", round="final", criteria={"price": {"weight": 1}})


def test_earlier_rounds_are_run_again_only_for_criteria_that_can_be() -> None:
    """What is wrong with the criteria themselves is said first, and alone."""
    case = sifted({"acme": (4, 4, 4), "bolt": (4, 3, 3), "crow": (3, 4, 4)}, {"crow"})
    odd = {"worth": {"weight": 30}, "way": {"title": "Way of working", "weight": 80}}
    assert set(case.why("refine", round="final", criteria=odd)) == {"weights"}


def test_a_definition_without_a_refinement_refuses_all() -> None:
    """The small procedure foresees none."""
    case = make_procedure("TRIAL")
    assert set(case.why("refine", round="final", role="manager", criteria=heavier_worth())) == {"foreseen"}


def test_what_was_refined_moves_with_the_procedure_or_holds_it_back(trial: Case) -> None:
    """To a version with the same criteria, under another name for the round; not to one with others (UK-CFP-1)."""
    trial.do("refine", round="final", criteria=heavier_worth())
    state, definition = trial.state, trial.definition
    assert not [one for one in homeless(definition, state, definition, ()) if one.kind == "round"]
    fewer = definition.rounds["final"].model_copy(update={"criteria": {}})
    target = definition.model_copy(update={"rounds": {**definition.rounds, "final": fewer}})
    assert [one.name for one in homeless(definition, state, target, ()) if one.kind == "round"] == ["final"]
    moved = replace(state, refinements=dict(state.refinements))
    rename(moved, {"round": {"final": "last"}})
    assert list(moved.refinements) == ["last"]


def test_weights_are_written_plainly() -> None:
    """Without zeros that say nothing, and never with an exponent."""
    from decimal import Decimal

    assert [weight_text(Decimal(text)) for text in ("40", "40.50", "0.10", "100")] == ["40", "40.5", "0.1", "100"]


# -- an oracle that ranks anew, and shares nothing with the engine -----------------------------------------------------

points = st.tuples(*[st.integers(1, 5)] * 3)
suppliers = st.dictionaries(st.sampled_from(["acme", "bolt", "crow", "dodo", "elk"]), points, min_size=2)
splits = st.integers(1, 99)
Drawn = tuple[Scores, set[str], tuple[int, int, int | None]]


@st.composite
def _cases(draw: st.DrawFn) -> Drawn:
    scores = draw(suppliers)
    out = draw(st.sets(st.sampled_from(sorted(scores)), min_size=1))
    return scores, out, (draw(splits), draw(splits), draw(st.one_of(st.none(), st.integers(2, 5))))


def _total(marks: tuple[int, int, int], worth: int, new: int) -> Fraction:
    way = Fraction(new * marks[1] + (100 - new) * marks[2], 100)
    return Fraction(worth) * marks[0] + Fraction(100 - worth) * way


def _lead(  # noqa: PLR0917 - one row of a table, read aloud
    scores: Scores, ref: str, rival: str, worth: int, new: int, least: int
) -> Fraction:
    """By how much one is ahead; of whoever fails the minimum, by more than any marks can make good."""
    ahead = _total(scores[ref], worth, new) - _total(scores[rival], worth, new)
    return Fraction(1_000_000) if scores[rival][0] < least else ahead


def _oracle(scores: Scores, out: set[str], worth: int, new: int, least: int) -> set[str]:
    """Who would have gone on: rank everybody twice, and look who overtook somebody that went on, or got in at all."""
    wronged = set()
    for ref in out:
        passes_now, passed_then = scores[ref][0] >= least, scores[ref][0] >= 2
        overtakes = False
        for rival in set(scores) - out:
            was = _lead(scores, ref, rival, 60, 50, 2)
            now = _lead(scores, ref, rival, worth, new, least)
            overtakes = overtakes or (now >= 0 and (was < 0 or (was == 0 and now > 0)))
        if passes_now and (not passed_then or overtakes):
            wronged.add(ref)
    return wronged


@settings(max_examples=100)
@given(_cases())
def test_the_counterfactual_agrees_with_ranking_everybody_anew(drawn: Drawn) -> None:
    """For any scores, any who are out, and any weights, parts and minimum: the same suppliers would have gone on."""
    agree(drawn)


@pytest.mark.long
@settings(max_examples=20_000)
@given(_cases())
def test_the_counterfactual_agrees_with_ranking_everybody_anew_for_long(drawn: Drawn) -> None:
    """The same, until chance has had its chance."""
    agree(drawn)


def agree(drawn: Drawn) -> None:
    """Both ways find the same suppliers."""
    scores, out, (worth, new, least) = drawn
    definition = lawful().definition
    moderated = {
        cell_key("first", ref, criterion, sub): Score(score=marks[i], by="chair", n=10 + i)
        for ref, marks in scores.items()
        for i, (criterion, sub) in enumerate(CELLS)
    }
    partners = {
        ref: Partner(
            state="turned_down" if ref in out else "trying", lot=None, sme=False, received_at=START, on_time=True,
            registered_n=1, n=20, previous="applied", moved_by="chair",
        )
        for ref in scores
    }  # fmt: skip
    state = State(procedure="RL-1", n=30, moderated=moderated, partners=partners)
    from tests.factories import uk

    context = Context(definition=definition, state=state, now=START, calendar=uk())
    refined = {
        "worth": RefinedCriterion(title="W", weight=str(worth), minimum=least or 2, sub_criteria={}),
        "way": RefinedCriterion(
            title="Y", weight=str(100 - worth), minimum=None,
            sub_criteria={"new": ("New", str(new)), "safe": ("Safe", str(100 - new))},
        ),
    }  # fmt: skip
    again = list(rerun(context, "final", with_criteria(definition.rounds["final"], refined)))
    assert {one.partner for one in again} == out
    assert {one.partner for one in again if one.progresses} == _oracle(scores, out, worth, new, least or 2)
