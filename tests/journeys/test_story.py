"""The story as data: it is marked, sourced and complete, and the driver stops when the rules surprise it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from actions.roadlab import case
from actions.roadlab.case import KNOWN
from actions.roadlab.cast import CHAIR, FUNDED, INNOVATORS, PEOPLE, PM, SRO
from actions.roadlab.papers import paper, template
from actions.roadlab.play import Stage, StoryBroken, play
from actions.roadlab.prepare import prepare
from actions.roadlab.scores import CELLS, MODERATED, first_view, second_view, total
from actions.roadlab.script import Act
from actions.roadlab.story import story
from engine.definition import Definition
from procedures import registry

DEFINITION: Definition = registry.load("uk_innovative_partnership").definition
ACTS = list(story())
PAPERS = sorted({(act.fields["artefact"], act.fields["partner"]) for act in ACTS if act.paper}, key=str)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Give a stage before the first act."""
    home = tmp_path / "demo"
    home.mkdir()
    made = prepare(home, 1)
    yield made
    made.house.close()


def test_the_story_is_told_in_the_order_of_time() -> None:
    """No act comes before the one that it follows."""
    assert all(before.at <= after.at for before, after in pairwise(ACTS))


def test_every_known_fact_names_its_source_and_everything_else_is_marked() -> None:
    """What has a source is never marked as assumed, and the other way round."""
    assert all(known.source and not known.assumed for known in KNOWN)
    told = [act.known for act in ACTS if act.headline]
    assert {known.mark() for known in told if known not in KNOWN} == {"(assumed)"}
    assert {known for known in KNOWN if known in told} == set(KNOWN), "a known fact that the story does not use"


def test_people_are_named_by_role_only_and_assumed_names_are_marked() -> None:
    """No person's name stands anywhere; a supplier's name that is ours says so."""
    assert all(re.fullmatch(r"[a-z]+-[12]", person.id) for person in PEOPLE)
    ours = [one for one in INNOVATORS if one.source is None]
    assert len(ours) == 8
    assert all(one.label.endswith("(assumed name)") for one in ours)
    assert sum(1 for one in FUNDED if one.source) == 6


@pytest.mark.parametrize(("artefact", "partner"), PAPERS)
def test_each_paper_answers_the_reviewers_checklist(artefact: str, partner: str | None) -> None:
    """Every heading that the definition asks for stands in the paper, which says first what it is."""
    text = paper(DEFINITION, artefact, partner).decode()
    title, banner = text.split("\n\n")[:2]
    assert title.startswith(f"# {DEFINITION.artefacts[artefact].title}")
    assert banner == f"> {case.RE_ENACTMENT}"
    assert "$" not in text
    missing = [line for line in DEFINITION.artefacts[artefact].contains if f"\n## {line}\n" not in text]
    assert not missing


def test_no_paper_lies_in_the_folder_unused() -> None:
    """Whoever adds a template finds it in the story."""
    folder = Path(str(registry.FOLDER)).parent / "actions" / "roadlab" / "papers"
    assert {path.stem for path in folder.glob("*.md")} == {artefact for artefact, _ in PAPERS}
    assert all(template(artefact).template.startswith("## ") for artefact, _ in PAPERS)


@pytest.mark.parametrize("round_", list(MODERATED))
def test_scores_fit_the_cells_and_the_scale_of_their_round(round_: str) -> None:
    """The panel scores every cell that the definition asks for, and nobody's own view leaves the scale."""
    rule = DEFINITION.rounds[round_]
    assert sorted((criterion, sub or "") for criterion, sub in CELLS[round_]) == sorted(rule.cells())
    for cells in MODERATED[round_].values():
        assert len(cells) == len(rule.cells())
        for number, score in enumerate(cells):
            views = (score, first_view(score, number), second_view(score, number))
            assert all(rule.scale_min <= view <= rule.scale_max for view in views)


def test_the_totals_say_what_the_story_tells() -> None:
    """Those who go on have the higher totals: worked by hand for one, compared for the others."""
    totals = {
        round_: {ref: total(DEFINITION, round_, cells) for ref, cells in known.items()}
        for round_, known in MODERATED.items()
    }
    # 40 x 5/5 + 30 x (50% x 4/5 + 50% x 4/5) + 20 x 4/5 + 10 x 3/5
    assert totals["round1"]["samdesk"] == Decimal("86.0")
    assert min(totals["round1"], key=lambda ref: totals["round1"][ref]) == "innovator-10"
    assert min(totals["seed_review"], key=lambda ref: totals["seed_review"][ref]) == "innovator-7"
    worst = sorted(totals["testbed_review"], key=lambda ref: totals["testbed_review"][ref])[:2]
    assert sorted(worst) == ["oxford-plastics", "rsk"]
    assert totals["final"]["immense"] > totals["final"]["route-reports"]


def _first(kind: str) -> Act:
    return next(act for act in ACTS if act.kind == kind)


def test_the_driver_stops_when_a_refusal_does_not_come(stage: Stage) -> None:
    """A demonstration that shows a refusal which no longer happens would be a lie."""
    lawful = _first("open").refused("Opening", "facts", rule="UK-CFP-1", lesson="Never.")
    with pytest.raises(StoryBroken, match="must be refused and was not: Opening"):
        play(stage, [lawful])


def test_the_driver_stops_when_a_refusal_comes_for_another_reason(stage: Stage) -> None:
    """The right answer for the wrong reason is wrong."""
    early = PM.advances("PROBLEM_DEFINED", "2026-06-26 09:00")
    expected = early.refused("Advancing", "problem_stated", rule="UK-SPEC-1", lesson="All reasons count.")
    with pytest.raises(StoryBroken, match="value_estimated"):
        play(stage, [_first("open"), expected])


def test_the_driver_stops_when_a_refusal_cites_no_such_rule(stage: Stage) -> None:
    """The rule that a viewer reads is one that the engine gave."""
    reasons = ("problem_stated", "value_estimated", "route_decided", "pipeline_notice")
    early = PM.advances("PROBLEM_DEFINED", "2026-06-26 09:00")
    with pytest.raises(StoryBroken, match="not for"):
        play(stage, [_first("open"), early.refused("Advancing", *reasons, rule="UK-SS-1", lesson="No such rule.")])


def test_the_driver_stops_when_something_lawful_is_refused(stage: Stage) -> None:
    """The message names the act and carries the whole refusal."""
    with pytest.raises(StoryBroken, match=r"pm-1 advance PROBLEM_DEFINED .* should have been accepted\. You cannot"):
        play(stage, [_first("open"), PM.advances("PROBLEM_DEFINED", "2026-06-26 09:00")])


def test_the_driver_takes_a_wrong_role_for_no_refusal(stage: Stage) -> None:
    """Somebody who may not even ask is turned away, which is another outcome than a lawful no."""
    wrong = replace(SRO.advances("PROBLEM_DEFINED", "2026-06-26 09:00"), actor=CHAIR.id)
    with pytest.raises(StoryBroken, match="failed in another way than refused"):
        play(stage, [_first("open"), wrong.refused("Advancing", "x", rule="UK-CFP-1", lesson="Roles.")])
