"""RoadLab, played once and replayed: the longest history that there is, for tests that only look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.replaying.tape import Tape, load
from actions.roadlab import case
from tests.journeys.conftest import Played, play_in


@pytest.fixture(scope="package")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Give RoadLab after its end; nobody may change anything in it."""
    found = play_in(tmp_path_factory.mktemp("replayed") / "demo")
    yield found
    found.stage.house.close()


@pytest.fixture
def tape(played: Played) -> Tape:
    """Give its history, replayed."""
    with played.stage.house.store.reading() as reading:
        return load(played.stage.house, reading, case.PROCEDURE)
