"""Data folders for the documents' sessions: none yet, the demo at its end, or a live RoadLab at some step."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from actions.clock import SimulatedClock
from actions.house import House
from actions.roadlab import prepare as demo
from actions.roadlab.play import Stage, TurnRandomness, play
from actions.roadlab.script import Act, when
from actions.roadlab.story import BEGINS, story
from procedures import registry
from storage.artefacts import ArtefactStore
from storage.database import create_store


def office_at(home: Path, step: str) -> None:
    """Make a live data folder in which RL-1 has just come to a step.

    The acts are the demo's, so they are dated ahead of the machine's clock; whoever works on is dated after them.
    """
    home.mkdir()
    settings = demo.settings_of(home)
    clock, randomness = SimulatedClock(when(BEGINS)), TurnRandomness(1)
    store = create_store(settings.database_url, mode="live", at=clock.now(), origin="office.invalid")
    artefacts = ArtefactStore(settings.artefacts_url)
    house = House(settings=settings, store=store, artefacts=artefacts, clock=clock, randomness=randomness)
    loaded = registry.load(demo.PROCEDURE_FILE)
    house.definitions.add(loaded)
    stage = Stage(house=house, clock=clock, randomness=randomness, loaded=loaded)
    demo.enlist(stage)
    play(stage, _until(step))
    house.close()


def copy_of(demo_home: Path, home: Path) -> None:
    """A copy of a demo that was played elsewhere."""
    shutil.copytree(demo_home, home)


def _until(step: str) -> Iterator[Act]:
    for act in story():
        yield act
        if act.kind == "advance" and act.fields["to"] == step and act.must_fail is None:
            return
