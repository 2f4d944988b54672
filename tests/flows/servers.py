"""Prefect servers for tests: real ones, on an upgraded database that is made once per test process."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from actions.house import House
from flows.alone import Embedded
from flows.prefect_server import PrefectServer
from tests.flows.site import make_site, settings_of


@pytest.fixture(scope="session")
def prefect_template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with Prefect's database as its upgrades leave it: made once, and kept for the next test run."""
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    name = f"prefect-{version('prefect')}"
    folder = tmp_path_factory.mktemp(name) if cache is None else cache.mkdir(name)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # test processes run side by side
        if not (folder / "done").exists():
            server = PrefectServer(settings_of(tmp_path_factory.mktemp("template")))
            server.wait()
            server.stop()
            for file in server.folder.glob("prefect.db*"):
                shutil.copy(file, folder)
            (folder / "done").touch()
    return folder


def plant(template: Path, home: Path) -> None:
    """Give a data folder Prefect's upgraded database, which saves six seconds."""
    folder = home / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for file in template.glob("prefect.db*"):
        shutil.copy(file, folder)


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory, prefect_template: Path) -> Iterator[Embedded]:
    """Give flows with a Prefect server of this test process's own, on a live SQLite house."""
    home = tmp_path_factory.mktemp("embedded")
    plant(prefect_template, home)
    house = make_site(home)
    with Embedded(house) as flows:
        yield flows
    house.close()


def house_of(flows: Embedded) -> House:
    """The house that embedded flows work on."""
    return flows._house
