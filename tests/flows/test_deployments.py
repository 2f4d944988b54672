"""Plain Prefect workers: they find our flows by module, wherever they stand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.alone import Embedded
from flows.deployments import apply
from flows.environment import child_environment
from tests.flows.servers import house_of
from tests.flows.site import CONSEQUENCES, open_procedure, start_trial

PREFECT = Path(sys.executable).with_name("prefect")


@pytest.fixture(scope="module")
def applied(embedded: Embedded) -> list[str]:
    """Give the deployments, made known to the server."""
    settings, server = house_of(embedded).settings, embedded._server
    assert server is not None
    return apply(settings, prefect_url=server.url, auth=server.auth)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, embedded: Embedded, applied: list[str]) -> Iterator[Path]:
    """Give the folder in which a real ``prefect worker`` stands: not the clone, with none of our files in it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    settings, server = house_of(embedded).settings, embedded._server
    assert server is not None
    environ = child_environment(settings, prefect_url=server.url, auth=server.auth, PREFECT_WORKER_QUERY_SECONDS="1")
    with (folder / "log").open("wb") as log:
        worker = subprocess.Popen(
            [PREFECT, "worker", "start", "--pool", "seedbed"],
            cwd=folder, env=environ, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    yield folder
    os.killpg(worker.pid, signal.SIGTERM)
    try:
        worker.wait(60)
    except subprocess.TimeoutExpired:  # how Prefect's own worker ends is not what is tested here
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)


def run(embedded: Embedded, name: str, parameters: dict[str, Any]) -> Any:
    """Ask Prefect for a run of a deployment and wait for it."""

    async def ask() -> Any:
        from prefect.deployments import arun_deployment

        return await arun_deployment(name, parameters=parameters, timeout=90, poll_interval=0.5, as_subflow=False)

    return embedded._flows().run(ask)


def test_every_flow_is_deployed_by_module(embedded: Embedded, applied: list[str]) -> None:
    """An entrypoint is the name of a module and a function, and Prefect can load each."""

    async def read() -> dict[str, str | None]:
        from prefect.client.orchestration import get_client

        async with get_client() as client:
            found = [await client.read_deployment_by_name(name) for name in applied]
        return {one.name: one.entrypoint for one in found} | {str(one.id): one.entrypoint for one in found}

    entrypoints = set(embedded._flows().run(read).values())
    assert {"flows.advance.advance", "flows.follow_up.follow_up", "flows.consequences.deliver_messages"} <= entrypoints
    from prefect.flows import load_flow_from_entrypoint

    for entrypoint in entrypoints:
        assert entrypoint is not None
        assert load_flow_from_entrypoint(entrypoint).name


def test_deploying_twice_changes_nothing(embedded: Embedded, applied: list[str]) -> None:
    """Bringing them up to date again is harmless."""
    server = embedded._server
    assert server is not None
    assert apply(house_of(embedded).settings, prefect_url=server.url, auth=server.auth) == applied


def test_a_plain_prefect_worker_makes_a_move_and_carries_out_what_follows(embedded: Embedded, elsewhere: Path) -> None:
    """A worker in another folder picks the runs up by module, finds the house by its address, and does the work."""
    house = house_of(embedded)
    open_procedure(house, "PW-1")
    asked = start_trial("PW-1")
    parameters = {"command": asked.command.model_dump(mode="json"), "request_id": asked.request_id}
    moved = run(embedded, "advance/seedbed", parameters)
    assert moved.state.name == "Completed", (moved.state, (elsewhere / "log").read_text())
    followed = run(embedded, "follow up/seedbed", {})
    assert followed.state.name == "Completed", (followed.state, (elsewhere / "log").read_text())
    with house.store.reading() as reading:
        kinds = {found.kind for found in reading.consequences("PW-1")}
        waiting = [row for row in reading.outbox("PW-1") if row.done_at is None]
        row = reading.procedure("PW-1")
    assert row is not None
    assert row.step == "TRIAL"
    assert kinds - {"reminder"} == {*CONSEQUENCES, "message"}, "who is reminded is the definition's business"
    assert waiting == []
