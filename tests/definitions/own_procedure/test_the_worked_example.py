"""The definition that the how-to page builds from a paragraph is lived through to each of its ends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from procedures.loader import LoadedDefinition, load_definition
from procedures.proof import prove
from tests.definitions.playing import endings, good_end, judged, opened, to_end, to_step
from tests.docs.sessions import run, shell_environment, typed_in
from tests.packaging.project import ROOT

PAGE = ROOT / "docs" / "how-to" / "own-procedure.md"
FILE = "journeys.yaml"


@pytest.fixture(scope="module")
def journeys(tmp_path_factory: pytest.TempPathFactory) -> LoadedDefinition:
    """What is in the file once everything on the page that edits it has been typed."""
    folder: Path = tmp_path_factory.mktemp("own")
    typed = list(typed_in(PAGE.read_text(encoding="utf-8")))
    edits = [one for one in typed if re.match(r"cat >|sed |seedbed design new ", one.command)]
    printed = run(edits, folder, shell_environment(folder))
    assert [answer.code for answer in printed] == [0] * len(edits)
    return load_definition(folder / FILE)


def test_every_end_of_the_example_is_reached(journeys: LoadedDefinition) -> None:
    """From the opening on, by the real core."""
    for ending in endings(journeys.definition):
        assert to_end(journeys, ending).state.step == ending.step


def test_the_example_is_proved_verified_and_exported(journeys: LoadedDefinition) -> None:
    """No checker refuses it, and an outsider's program finds nothing wrong with a whole life."""
    assert prove(journeys).sound
    judged(to_end(journeys, good_end(journeys.definition)))


def test_what_the_paragraph_says_is_what_the_file_does(journeys: LoadedDefinition) -> None:
    """Three at most sketch, one goes on to the pilot, and the contract of the other expires."""
    definition = journeys.definition
    (number,) = [asks for asks in definition.moves_by_name["decide_award"].gate if asks.id == "somebody_chosen"]
    assert (getattr(number, "min", None), getattr(number, "max", None)) == (1, 3)
    player = to_step(opened(journeys), "AWARD_DECIDED")
    states = {ref: partner.state for ref, partner in player.state.partners.items()}
    assert set(states.values()) <= {"chosen", "unsuccessful"}
    player = to_step(player, "PILOT")
    assert sorted(partner.state for partner in player.state.partners.values()).count("piloting") == 1
