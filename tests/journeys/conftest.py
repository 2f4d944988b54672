"""The whole of RoadLab, played once on the one command path without Prefect, for every test that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from actions.roadlab.outcome import Outcome, outcome_of
from actions.roadlab.play import Stage, play
from actions.roadlab.prepare import prepare
from actions.roadlab.shown import RefusalShown, Shown
from actions.roadlab.story import story

SEED = 2018


@dataclass(kw_only=True)
class Played:
    """A story that came to its end, and everything that was seen on the way."""

    home: Path
    stage: Stage
    seen: list[Shown] = field(default_factory=list)
    outcome: Outcome

    @property
    def refusals(self) -> list[RefusalShown]:
        """What was refused, in order."""
        return [shown for shown in self.seen if isinstance(shown, RefusalShown)]


def play_in(home: Path, seed: int = SEED) -> Played:
    """Play the whole story in a new folder."""
    home.mkdir()
    seen: list[Shown] = []
    stage = prepare(home, seed, seen.append)
    play(stage, story())
    return Played(home=home, stage=stage, seen=seen, outcome=outcome_of(stage.house, stage.definition))


@pytest.fixture(scope="session")
def roadlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Give RoadLab after its end; nobody may change anything in it."""
    played = play_in(tmp_path_factory.mktemp("roadlab") / "demo")
    yield played
    played.stage.house.close()
