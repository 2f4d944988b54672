"""Data folders for the command line: made once for each step of the small procedure, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from storage.database import create_store
from tests.cli.line import Line
from tests.factories import people_of, populate, small, wire
from tests.hands import START, Office
from tests.lawful import lawful
from tests.pilot import TWO, make, prepare, way

SMALL = Path(__file__).parents[1] / "small_procedure.yaml"

FolderAt = Callable[[str], Line]


@pytest.fixture(scope="session")
def folders(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Callable[[str], tuple[Path, SimulatedClock]]:
    """Give a maker of live folders in which RL-1, a small procedure, has come to a step; each is made once."""
    made: dict[str, tuple[Path, SimulatedClock]] = {}

    def folder(step: str) -> tuple[Path, SimulatedClock]:
        if step not in made:
            made[step] = _make(tmp_path_factory.mktemp(f"at-{step}") / "home", sqlite_template, step)
        return made[step]

    return folder


def _make(home: Path, template: Path, step: str) -> tuple[Path, SimulatedClock]:
    """Make a folder; ``NOTHING_YET`` has people and no procedure, ``step+`` has done all that the next move needs.

    ``lawful:step`` is under the definition with every rule of the law at run time.
    """
    lawful_, _, step = step.rpartition(":")
    loaded = lawful() if lawful_ else small()
    home.mkdir()
    shutil.copyfile(template, home / "seedbed.db")
    clock = SimulatedClock(START)
    store = create_store(f"sqlite:///{home / 'seedbed.db'}", mode="live", at=START)
    house = wire(home, store, clock, definitions=[loaded])
    populate(house, [*people_of(small()), ("root", "admin")], START.date())
    if step != "NOTHING_YET":
        office = Office(house=house, loaded=loaded, clock=clock)
        office.do("open", title="A better crossing", facts={"big": False, "hurried": False})
        for move in way(loaded.definition, "DRAFT", step.removesuffix("+")):
            make(office, move, partners=TWO)
        if step.endswith("+"):
            here = step.removesuffix("+")
            following = loaded.definition.moves_from[here]
            prepare(office, next(move.move for move in following if move.target != here), partners=TWO)
    house.close()
    return home, clock


@pytest.fixture
def folder_at(
    folders: Callable[[str], tuple[Path, SimulatedClock]],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> FolderAt:
    """Give a copy of the folder at a step, and let this process' commands run a minute after its last event."""

    def at(step: str) -> Line:
        made, clock = folders(step)
        home = tmp_path / "home"
        shutil.copytree(made, home)
        later = SimulatedClock(clock.now() + timedelta(minutes=1))
        monkeypatch.setattr("actions.house.SystemClock", lambda: later)
        # Copies of one folder have one ledger between them: each test has seen only its own go on.
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        return Line(home=home)

    return at


@pytest.fixture
def empty(folder_at: FolderAt) -> Line:
    """Give a folder with people in it and no procedure."""
    return folder_at("NOTHING_YET")


@pytest.fixture
def draft(folder_at: FolderAt) -> Line:
    """Give a folder in which RL-1 is a draft."""
    return folder_at("DRAFT")
