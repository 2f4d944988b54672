"""A demo that has come to its end, for the documents that read one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import play_in


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder of RoadLab at its end, to be copied."""
    home = tmp_path_factory.mktemp("documents") / "demo"
    play_in(home).stage.house.close()
    return home
