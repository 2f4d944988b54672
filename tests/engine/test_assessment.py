"""Assessment: independent scores first, then moderation, then summaries to everybody at once."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import NotAllowed, NotFound
from engine.explanation import Standing
from tests.factories import Case, make_procedure, real
from tests.pilot import prepare
from tests.questions import standing_of, why_of

WORTH = {"round": "final", "partner": "acme", "criterion": "worth"}
NEW = {"round": "final", "partner": "acme", "criterion": "way", "sub_criterion": "new"}
CELLS = (("worth", None), ("way", "new"), ("way", "safe"))


@pytest.fixture
def panel() -> Case:
    """Give a procedure in assessment whose two assessors have declared no interests."""
    case = make_procedure("ASSESS")
    for actor in ("assessor", "assessor_2"):
        case.do("declare_conflicts", role="assessor", actor=actor)
    return case


def score(case: Case, cell: dict[str, Any], *actors: str, points: int = 3) -> None:
    """Let assessors score one cell."""
    for actor in actors:
        case.do("record_assessment", **cell, actor=actor, score=points)


def test_two_independent_scores_come_before_moderation(panel: Case) -> None:
    """One is not enough; the refusal says how many are in and who gives them (EVAL-3)."""
    for count, actor in enumerate(("assessor", "assessor_2")):
        (finding,) = panel.refused("moderate_assessment", **WORTH).blockers
        assert (finding.id, finding.why) == ("scores", f"{count} of 2 independent scores are in")
        assert finding.who == ("Assessor",)
        assert finding.next == 'seedbed partner score RL-1 acme final worth SCORE --reason "..."'
        assert finding.rules == ("EVAL-3",)
        panel.do("record_assessment", **WORTH, actor=actor, score=count + 2)
    assert panel.do("moderate_assessment", **WORTH, score=5) == ("assessment.moderated",)
    known = panel.state.moderated["final/acme/worth//"]
    assert (known.score, known.by, known.n) == (5, "chair", panel.state.n)
    scores = {key: (known.score, known.by) for key, known in panel.state.scores.items()}
    assert scores == {
        "final/acme/worth//assessor": (2, "assessor"),
        "final/acme/worth//assessor_2": (3, "assessor_2"),
    }


def test_a_second_score_of_the_same_person_replaces_the_first(panel: Case) -> None:
    """It does not count twice."""
    score(panel, WORTH, "assessor", "assessor")
    assert panel.why("moderate_assessment", **WORTH) == {"scores": "1 of 2 independent scores are in"}


def test_scores_of_another_cell_do_not_count(panel: Case) -> None:
    """Neither another partner's nor another criterion's nor another part's."""
    score(panel, {**WORTH, "partner": "bolt"}, "assessor", "assessor_2")
    score(panel, {**NEW, "sub_criterion": "safe"}, "assessor", "assessor_2")
    assert panel.why("moderate_assessment", **WORTH) == {"scores": "0 of 2 independent scores are in"}
    assert panel.why("moderate_assessment", **NEW) == {"scores": "0 of 2 independent scores are in"}


def test_a_moderated_cell_is_locked_for_scores(panel: Case) -> None:
    """Neither scored nor moderated again in this visit, unless the moderation is taken back with a reason (EVAL-3)."""
    score(panel, WORTH, "assessor", "assessor_2")
    panel.do("moderate_assessment", **WORTH)
    (finding,) = panel.refused("record_assessment", **WORTH, actor="assessor").blockers
    assert (finding.id, finding.why, finding.rules) == ("locked", "the cell is moderated", ("EVAL-3",))
    assert panel.why("moderate_assessment", **WORTH, score=1) == {"locked": "the cell is moderated"}
    panel.do("correct", event=panel.state.n, effect="void")
    panel.do("moderate_assessment", **WORTH, score=1)
    assert panel.state.moderated["final/acme/worth//"].score == 1
    score(panel, NEW, "assessor")


def test_nobody_scores_without_declaring_interests() -> None:
    """The own declaration in that role counts, and an unresolved conflict keeps one out (EVAL-6)."""
    case = make_procedure("ASSESS")
    (finding,) = case.refused("record_assessment", **WORTH, actor="assessor").blockers
    assert (finding.id, finding.why) == ("declared", "assessor has not declared interests")
    assert finding.next == "seedbed declare RL-1 --position none --role assessor"
    assert finding.rules == ("EVAL-6", "UK-COI-1")
    case.do("declare_conflicts", role="assessor", actor="assessor_2")
    case.do("declare_conflicts", role="chair", actor="assessor")
    assert set(case.why("record_assessment", **WORTH, actor="assessor")) == {"declared"}
    case.do("declare_conflicts", role="assessor", actor="assessor", position="unresolved", details="A cousin.")
    assert case.why("record_assessment", **WORTH, actor="assessor") == {
        "declared": "the declared conflict is unresolved"
    }
    case.do("declare_conflicts", role="assessor", actor="assessor", position="mitigated", details="Stepped back.")
    case.do("record_assessment", **WORTH, actor="assessor")


@pytest.mark.parametrize("kind", ["record_assessment", "moderate_assessment"])
def test_a_score_is_on_the_scale(panel: Case, kind: str) -> None:
    """Both ends included."""
    score(panel, WORTH, "assessor", "assessor_2")
    for points in (0, 6):
        reasons = panel.why(kind, **WORTH, score=points)
        assert reasons == {"scale": f"{points} is not between 1 and 5"}
    for points in (1, 5):
        panel.twin().do(kind, **WORTH, score=points)


@pytest.mark.parametrize("kind", ["record_assessment", "moderate_assessment"])
def test_each_part_of_a_criterion_is_scored_on_its_own(panel: Case, kind: str) -> None:
    """A criterion with parts has no score of its own (EVAL-4)."""
    reasons = panel.why(kind, round="final", partner="acme", criterion="way")
    assert reasons["sub_criterion"] == "way is scored by sub-criterion: new, safe"
    with pytest.raises(NotFound, match='There is no sub-criterion of way "old"'):
        panel.do(kind, round="final", partner="acme", criterion="way", sub_criterion="old")
    with pytest.raises(NotFound, match='There is no sub-criterion of worth "new"'):
        panel.do(kind, **WORTH, sub_criterion="new")


@pytest.mark.parametrize("kind", ["record_assessment", "moderate_assessment"])
def test_unknown_names_are_not_found(panel: Case, kind: str) -> None:
    """Round, partner and criterion."""
    for wrong, message in (
        ({"round": "first"}, 'There is no round "first"'),
        ({"partner": "nobody"}, 'There is no partner "nobody"'),
        ({"criterion": "wort"}, r'There is no criterion of final "wort"\. Did you mean worth\?'),
    ):
        with pytest.raises(NotFound, match=message):
            panel.do(kind, **{**WORTH, **wrong})


@pytest.mark.parametrize("kind", ["record_assessment", "moderate_assessment"])
def test_a_round_is_assessed_in_its_step_and_only_for_those_still_in(panel: Case, kind: str) -> None:
    """All reasons at once."""
    panel.do("move_partner", partner="acme", move="leave")
    assert panel.why(kind, **WORTH)["still_in"] == "acme has left (left)"
    case = make_procedure("TRIAL")
    assert case.why(kind, **WORTH)["during"] == "final is not assessed in step TRIAL"


def test_scoring_and_moderating_are_for_different_roles(panel: Case) -> None:
    """The panel scores, the chair moderates."""
    with pytest.raises(NotAllowed, match="may not score: that is for Assessor"):
        panel.do("record_assessment", **WORTH, role="chair")
    with pytest.raises(NotAllowed, match="may not moderate: that is for Chair"):
        panel.do("moderate_assessment", **WORTH, role="assessor")


def test_the_gate_wants_every_cell_of_every_partner_in_question(panel: Case) -> None:
    """What is lacking is counted for each partner; moderated scores are the evidence."""
    for ref in ("acme", "bolt"):
        assess(panel, ref)
    panel.do("move_partner", partner="acme", move="choose")
    panel.do("move_partner", partner="bolt", move="beat")
    finding = standing_of(panel, "decide_award", "all_assessed")
    assert (finding.standing, finding.why) == (Standing.MET, "every partner is assessed")
    assert [item.text for item in finding.evidence] == ["acme: 3 moderated scores", "bolt: 3 moderated scores"]
    latest = max(known.n for key, known in panel.state.moderated.items() if "/acme/" in key)
    assert finding.evidence[0].event == latest
    voided = panel.state.moderated["final/bolt/way/new/"].n
    panel.do("correct", event=voided, effect="void")
    finding = standing_of(panel, "decide_award", "all_assessed")
    assert finding.why == "bolt lacks 1 of 3 moderated scores"
    assert finding.who == ("Assessor", "Chair")
    assert finding.next == 'seedbed partner score RL-1 bolt final CRITERION SCORE --reason "..."'


def assess(case: Case, partner: str) -> None:
    """Score and moderate everything of one partner."""
    for criterion, sub in CELLS:
        cell = {"round": "final", "partner": partner, "criterion": criterion, "sub_criterion": sub}
        score(case, cell, "assessor", "assessor_2")
        case.do("moderate_assessment", **cell)


def test_a_partners_own_gate_asks_for_its_own_scores(panel: Case) -> None:
    """Another partner's scores do not open it."""
    assess(panel, "bolt")
    reasons = panel.why("move_partner", partner="acme", move="choose")
    assert reasons["assessed"] == "acme lacks 3 of 3 moderated scores"
    assert set(reasons) == {"assessed", "best"}
    assert set(panel.why("move_partner", partner="bolt", move="choose")) == {"best"}
    assess(panel, "acme")
    panel.do("move_partner", partner="bolt", move="choose")


def test_summaries_go_to_all_assessed_suppliers_at_once() -> None:
    """Nobody is left out, nobody else gets one (UK-AWD-1, UK-AWD-2)."""
    case = make_procedure("DECIDED", partners={"acme": None, "bolt": None, "crow": None})
    case.do("move_partner", partner="acme", move="leave")
    (finding,) = case.refused("send_summaries", partners=["acme", "bolt"]).blockers
    assert (finding.id, finding.why) == ("all", "summaries for crow are missing: all go out together")
    assert finding.rules == ("UK-AWD-1",)
    assert case.do("send_summaries", partners=["crow", "acme", "bolt"]) == ("summaries.sent",)
    assert case.state.summaries_n == case.state.n
    assert standing_of(case, "tell", "told").standing is Standing.MET
    assert standing_of(case, "tell", "told").evidence[0].event == case.state.n


def test_summaries_go_to_nobody_without_an_assessed_tender() -> None:
    """A supplier who left before is extra, and said so."""
    case = make_procedure("TRIAL")
    case.do("move_partner", partner="bolt", move="leave")
    prepare(case, "assess")
    case.do("advance", to="ASSESS")
    prepare(case, "decide_award")
    case.do("advance", to="DECIDED")
    (finding,) = case.refused("send_summaries", partners=["acme", "bolt"]).blockers
    assert (finding.id, finding.why, finding.rules) == ("only", "bolt has no assessed tender", ("UK-AWD-2",))
    assert set(case.why("send_summaries", partners=["bolt"])) == {"all", "only"}
    with pytest.raises(NotFound, match='There is no partner "dodo"'):
        case.do("send_summaries", partners=["acme", "dodo"])


def test_summaries_go_out_once_after_the_assessment() -> None:
    """Before there is nothing to send; after, a second time only when the award was withdrawn."""
    case = make_procedure("TRIAL")
    reasons = case.why("send_summaries", partners=["acme"])
    assert reasons["assessed"] == "nothing is assessed yet"
    told = make_procedure("TOLD")
    n = told.state.summaries_n
    assert told.why("send_summaries", partners=["acme", "bolt"]) == {"once": f"they were sent (event {n})"}
    ended = make_procedure("DECIDED")
    ended.do("terminate")
    assert ended.why("send_summaries", partners=["acme", "bolt"]) == {"not_ended": "the procedure ended (terminated)"}


def test_only_its_role_sends_summaries() -> None:
    """And until they are sent, the gate says who sends them."""
    case = make_procedure("DECIDED")
    with pytest.raises(NotAllowed, match="may not send assessment summaries: that is for Manager"):
        case.do("send_summaries", partners=["acme", "bolt"], role="chair")
    finding = standing_of(case, "tell", "told")
    assert finding.why == "the assessment summaries have not been sent"
    assert (finding.who, finding.next) == (("Manager",), "seedbed summaries send RL-1 PARTNER...")


def test_the_first_round_of_the_real_procedure_is_assessed_cell_by_cell() -> None:
    """Five cells for each tender, two scores each."""
    case = make_procedure("ROUND1_ASSESSED", definition=real())
    refusal = case.refused("move_partner", partner="acme", move="fund")
    assert "acme lacks 5 of 5 moderated scores" in refusal.sentence
    assert why_of(case, "award_seed_funding", "everyone_decided")
