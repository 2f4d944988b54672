"""One service for each data folder: it starts everything, stops everything, and nothing outlives it."""

from __future__ import annotations

import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from actions.house import House
from actions.reminders.expanding import REMINDER
from flows.running import service_of
from tests.flows.servers import plant
from tests.flows.site import make_site, open_procedure, settings_of, start_trial
from tests.web.running import Serving, alive, kill, until


@pytest.fixture
def house(tmp_path: Path, prefect_template: Path) -> Iterator[House]:
    """Give a house with two procedures."""
    plant(prefect_template, tmp_path)
    made = make_site(tmp_path)
    open_procedure(made, "RL-1")
    open_procedure(made, "RL-2")
    yield made
    made.close()


def move(serving: Serving, reference: str, key: str) -> int:
    """Make a move and return the status of the answer."""
    return serving.post({"command": start_trial(reference).command.model_dump(mode="json")}, key).status


def test_a_service_starts_everything_and_stops_everything(house: House) -> None:
    """While it runs, its file says where; a second one is refused by name; a signal ends it and its children."""
    home = house.settings.home
    serving = Serving(home).ready()
    children = serving.children()
    assert len(children) == 2, "Prefect's server and the follow-up worker"
    assert stat.S_IMODE((home / "service.json").stat().st_mode) == 0o600
    found = service_of(settings_of(home))
    assert found is not None
    assert (found.pid, found.url) == (serving.process.pid, serving.file["url"])
    assert serving.file["token"] not in repr(found)

    prefect_url, page = serving.file["prefect_url"], serving.file["prefect_page"]
    assert httpx.get(f"{prefect_url}/health").status_code == 200
    assert httpx.get(f"{page}/").status_code == 200, "Prefect's pages are there"
    assert httpx.get(f"{prefect_url}/admin/version").status_code == 401, "and tell nobody without the password"

    second = Serving(home)
    assert second.process.wait(60) == 75
    assert f"by process {serving.process.pid}" in second.said()
    assert "since" in second.said()
    assert serving.get("/health/live").status == 200, "the first is not disturbed"

    assert serving.stop(signal.SIGTERM) == 0
    assert not (home / "service.json").exists()
    assert not any(alive(child) for child in children)
    assert serving.file["token"] not in serving.said()


def test_what_dies_is_started_again(house: House) -> None:
    """Without its worker, or without Prefect's server, the service comes back to work by itself."""
    serving = Serving(house.settings.home).ready()
    try:
        assert move(serving, "RL-1", "before") == 200
        first = serving.children()
        for child in first:
            kill(child)
        until(lambda: len([pid for pid in serving.children() if pid not in first and alive(pid)]) == 2, "new children")
        until(lambda: serving.get("/health/ready").status == 200, "readiness")
        assert move(serving, "RL-2", "after") == 200

        def done() -> bool:
            with house.store.reading() as reading:
                return len([one for one in reading.consequences() if one.kind != REMINDER]) == 16

        until(done, "every consequence, those that were in hand included", seconds=150)
    finally:
        serving.stop()


def test_nothing_outlives_a_service_that_is_killed(house: House) -> None:
    """After kill -9 the children end by themselves, and the next service takes the folder over at once."""
    home = house.settings.home
    killed = Serving(home).ready()
    children = killed.children()
    killed.stop(signal.SIGKILL)
    until(lambda: not any(alive(child) for child in children), "the children to end", seconds=15)
    assert (home / "service.json").exists(), "it had no time to clean up"
    assert service_of(settings_of(home)) is None, "and is not believed"

    after = Serving(home).ready()
    try:
        assert after.file["token"] != killed.file["token"]
        assert move(after, "RL-1", "after") == 200
    finally:
        assert after.stop(signal.SIGINT) == 0


def test_a_rehearsal_is_not_served(tmp_path: Path) -> None:
    """A store on a simulated clock would drag the real one along."""
    make_site(tmp_path, mode="demo").close()
    serving = Serving(tmp_path)
    assert serving.process.wait(60) == 3
    assert "simulated clock" in serving.said()
    assert not (tmp_path / "service.json").exists()


def test_without_a_data_folder_there_is_nothing_to_serve(tmp_path: Path) -> None:
    """The message says how to make one."""
    (tmp_path / "empty").mkdir()
    serving = Serving(tmp_path / "empty")
    assert serving.process.wait(60) == 4
    assert "seedbed init" in serving.said()
