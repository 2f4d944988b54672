"""The follow-up worker as a process would run it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from actions.perform import perform
from engine.errors import Busy, InvalidInput, WrongFolder
from flows import worker
from flows.alone import Embedded
from tests.flows.site import make_site, open_procedure, settings_of, start_trial


def test_a_worker_works_until_it_is_stopped(tmp_path: Path, embedded: Embedded) -> None:
    """It finds what is due by itself, also what comes later, and ends when told to."""
    server = embedded._server
    assert server is not None
    house = make_site(tmp_path)
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "auth").write_text(server.auth)
    stop = threading.Event()
    said: list[str] = []
    codes: list[int] = []

    def work() -> None:
        settings = settings_of(tmp_path)
        every = timedelta(seconds=0.2)
        codes.append(worker.run(settings, prefect_url=server.url, say=said.append, every=every, stop=stop))

    thread = threading.Thread(target=work)
    thread.start()
    for number in (1, 2):
        open_procedure(house, f"RL-{number}")
        perform(house, start_trial(f"RL-{number}"))
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with house.store.reading() as reading:
                if len([one for one in reading.consequences() if one.kind != "reminder"]) == 8 * number:
                    break
            time.sleep(0.1)
    stop.set()
    thread.join(30)
    assert codes == [0]
    assert said[-1] == "Follow-up worker stopped."
    with house.store.reading() as reading:
        assert len([one for one in reading.consequences() if one.kind != "reminder"]) == 16
    house.close()


def test_a_worker_without_a_server_says_where_to_get_one(tmp_path: Path) -> None:
    """Neither a service nor a site's own server: both are named."""
    make_site(tmp_path).close()
    with pytest.raises(InvalidInput, match=r"seedbed serve.*SEEDBED_PREFECT_API_URL"):
        worker.run(settings_of(tmp_path))


def test_a_worker_does_not_touch_a_rehearsal(tmp_path: Path) -> None:
    """Nothing of a simulated tomorrow is carried out today."""
    make_site(tmp_path, mode="demo").close()
    with pytest.raises(WrongFolder, match="simulated clock"):
        worker.run(settings_of(tmp_path), prefect_url="http://127.0.0.1:9/api")
    with pytest.raises(WrongFolder, match="simulated clock"):
        worker.run(settings_of(tmp_path))


def test_a_worker_takes_nothing_while_prefect_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits a while, then ends as busy, for whoever watches over it to start again; the rows are untouched."""
    monkeypatch.setattr(worker, "_PREFECT_SECONDS", 0.5)
    house = make_site(tmp_path)
    open_procedure(house, "RL-1")
    perform(house, start_trial("RL-1"))
    with pytest.raises(Busy, match="does not let us in"):
        worker.run(settings_of(tmp_path), prefect_url="http://127.0.0.1:9/api")
    with house.store.reading() as reading:
        assert {(row.attempts, row.leased_by) for row in reading.outbox()} == {(0, None)}
    house.close()


def test_a_worker_whom_prefect_does_not_know_takes_nothing(
    tmp_path: Path, embedded: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong password is said at the start, not spent on the rows' attempts."""
    monkeypatch.setattr(worker, "_PREFECT_SECONDS", 0.5)
    server = embedded._server
    assert server is not None
    make_site(tmp_path).close()
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "auth").write_text("seedbed:wrong")
    with pytest.raises(Busy, match="401"):
        worker.run(settings_of(tmp_path), prefect_url=server.url)
