"""Prefect servers for tests: real ones, on an upgraded database that is made once per test process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.house import House
from flows.alone import Embedded
from flows.prefect_server import PrefectServer
from tests.flows.site import make_site, settings_of


@pytest.fixture(scope="session")
def prefect_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a Prefect server that has upgraded its database and stopped."""
    settings = settings_of(tmp_path_factory.mktemp("template"))
    server = PrefectServer(settings)
    server.wait()
    server.stop()
    return settings.prefect_home


def plant(template: Path, home: Path) -> None:
    """Give a data folder Prefect's upgraded database, which saves six seconds."""
    folder = home / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for file in template.glob("prefect.db*"):
        shutil.copy(file, folder)


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Give flows with a Prefect server of this test process's own, on a live SQLite house."""
    house = make_site(tmp_path_factory.mktemp("embedded"))
    with Embedded(house) as flows:
        yield flows
    house.close()


def house_of(flows: Embedded) -> House:
    """The house that embedded flows work on."""
    return flows._house
