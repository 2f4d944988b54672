"""Scaled out, for real: PostgreSQL, one Prefect server, two worker processes, and one of them killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from actions.house import House
from flows.alone import Embedded
from flows.environment import child_environment
from flows.houses import adopt, disown
from storage.records import Consequence, OutboxRow
from tests.databases import PostgresServer
from tests.flows.site import CONSEQUENCES, make_site, open_procedure, start_trial

PROCEDURES = 50
PARTNERS = 1
LEASE_SECONDS = 6


@pytest.fixture
def house(tmp_path: Path, postgres_server: PostgresServer) -> Iterator[House]:
    """Give a house on PostgreSQL."""
    name = f"scale_{uuid4().hex}"
    postgres_server.create(name, migrated=True)
    made = make_site(tmp_path, SEEDBED_DATABASE_URL=postgres_server.url(name))
    adopt(made)
    yield made
    disown(made)
    made.close()
    postgres_server.drop(name)


class Workers:
    """Follow-up workers in processes of their own, as they would run on other machines."""

    def __init__(self, house: House, embedded: Embedded) -> None:
        """Start none yet."""
        server = embedded._server
        assert server is not None
        self._house = house
        site = replace(house.settings, prefect_api_url=server.url)
        self._environ = child_environment(site, auth=server.auth, SEEDBED_PREFECT_API_URL=server.url)
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        """Start one; it shares nothing with the others but the database, the artefacts and Prefect."""
        log = self._house.settings.home / f"worker-{len(self._running)}.log"
        command = [
            sys.executable, "-c", "import sys; from flows.worker import main; sys.exit(main(sys.argv[1:]))",
            "--lease-seconds", str(LEASE_SECONDS), "--batch", "6",
        ]  # fmt: skip
        with log.open("wb") as output:
            worker = subprocess.Popen(command, env=self._environ, stdout=output, stderr=subprocess.STDOUT, cwd="/")
        self._running.append(worker)
        return worker

    def stop(self) -> None:
        """Stop those that still run."""
        for worker in self._running:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self._running:
            worker.wait(30)


@pytest.fixture
def workers(house: House, embedded: Embedded) -> Iterator[Workers]:
    """Give a place for workers."""
    made = Workers(house, embedded)
    yield made
    made.stop()


def rows(house: House) -> list[OutboxRow]:
    """The whole outbox."""
    with house.store.reading() as reading:
        return reading.outbox()


def records(house: House) -> list[Consequence]:
    """Everything that was recorded."""
    with house.store.reading() as reading:
        return reading.consequences()


def wait_for(house: House, count: int, *, seconds: float) -> None:
    """Wait until so many consequences are recorded."""
    end = time.monotonic() + seconds
    while (found := len(records(house))) < count:
        said = [log.read_text()[-500:] for log in house.settings.home.glob("worker-*.log")]
        assert time.monotonic() < end, f"only {found} of {count} after {seconds} s: {said}"
        time.sleep(0.2)


def move_all(house: House, embedded: Embedded, references: list[str]) -> None:
    """Take every procedure through its move, each as a flow of its own, a few at a time."""
    from flows.advance import start

    waiting = []
    for reference in references:
        waiting.append(start(embedded._flows(), house, start_trial(reference)))
        if len(waiting) == 4:
            for one in waiting:
                assert one.answer.result(60).step == "TRIAL"
            waiting.clear()
    for one in waiting:
        assert one.answer.result(60).step == "TRIAL"


def judge(house: House, references: list[str], partners: int) -> None:
    """Every procedure is where it should be, and nothing that followed was lost or recorded twice."""
    each = len(CONSEQUENCES) + 2 * partners
    recorded = records(house)
    assert len(recorded) == len({one.id for one in recorded}) == each * len(references)
    by_procedure = {reference: Counter[str]() for reference in references}
    for one in recorded:
        by_procedure[one.stream][one.kind] += 1
    wanted = Counter({**dict.fromkeys(CONSEQUENCES, 1), "message": 2 * partners})
    assert {reference for reference, found in by_procedure.items() if found != wanted} == set()
    left = rows(house)
    assert [row.id for row in left if row.done_at is None or row.dead_at is not None] == []
    with house.store.reading() as reading:
        steps = {row[0]: row[5] for row in reading.procedures()}
    assert steps == dict.fromkeys(references, "TRIAL")


def judge_messages(house: House) -> None:
    """Each message is one file under its own identity, however often it was delivered."""
    messages = {row.id: row for row in rows(house) if row.kind == "message"}
    files = sorted((house.settings.home / "outgoing").iterdir())
    assert [file.name for file in files] == sorted(f"{identity}.eml" for identity in messages)
    announced = {identity for one in records(house) for identity in one.result.get("messages", ())}
    assert announced == set(messages), "the letters that were written are the letters that were sent"
    for file in files:
        assert file.read_bytes().count(b"Message-ID: <" + file.stem.encode()) == 1


def test_no_consequence_is_lost_or_doubled_when_a_worker_is_killed(
    house: House, embedded: Embedded, workers: Workers
) -> None:
    """Fifty procedures make their move; a worker dies of kill -9 in the middle; the other finishes everything."""
    references = [f"RL-{number}" for number in range(1, PROCEDURES + 1)]
    for reference in references:
        open_procedure(house, reference, partners=PARTNERS)
    first = workers.start()
    workers.start()
    begun = time.monotonic()
    move_all(house, embedded, references)
    all_of_them = PROCEDURES * (len(CONSEQUENCES) + 2 * PARTNERS)
    wait_for(house, all_of_them // 6, seconds=60)
    until_it_has_work(house, first)
    os.kill(first.pid, signal.SIGKILL)
    killed_at = len(records(house))
    assert killed_at < all_of_them, "it was killed in the middle"
    wait_for(house, all_of_them, seconds=150)
    print(f"{all_of_them} consequences in {time.monotonic() - begun:.0f} s, killed after {killed_at}")
    judge(house, references, PARTNERS)
    judge_messages(house)
    retried = [row for row in rows(house) if row.attempts > 1]
    assert retried, "what the killed worker had in hand was taken again"


def until_it_has_work(house: House, worker: subprocess.Popen[bytes]) -> None:
    """Wait until a worker holds a lease on something that is not done."""
    end = time.monotonic() + 60
    while not any(f"-{worker.pid}-" in (row.leased_by or "") for row in rows(house) if row.done_at is None):
        assert time.monotonic() < end, "the worker never took anything"
        time.sleep(0.01)
