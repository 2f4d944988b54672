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
from actions.perform import Request
from actions.reminders.expanding import REMINDER
from engine.time.local_time import local_date
from flows.alone import Embedded
from flows.environment import child_environment
from flows.houses import adopt, disown
from storage.records import Consequence, OutboxRow
from storage.verify import verify_chain
from tests.databases import PostgresServer
from tests.flows.site import CONSEQUENCES, do, make_site, open_procedure, request, start_trial

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
            try:
                worker.wait(60)
            except subprocess.TimeoutExpired:  # how Prefect's own worker ends is not what is tested here
                worker.kill()
                worker.wait(10)


@pytest.fixture
def workers(house: House, embedded: Embedded) -> Iterator[Workers]:
    """Give a place for workers."""
    made = Workers(house, embedded)
    yield made
    made.stop()


def rows(house: House) -> list[OutboxRow]:
    """The outbox without what people are reminded of: that comes due by the hour, and has tests of its own."""
    with house.store.reading() as reading:
        return [row for row in reading.outbox() if row.kind != REMINDER]


def records(house: House) -> list[Consequence]:
    """Everything that was recorded of those."""
    with house.store.reading() as reading:
        return [one for one in reading.consequences() if one.kind != REMINDER]


def reminders(house: House) -> set[str]:
    """What people are reminded of, sent or in hand."""
    with house.store.reading() as reading:
        return {row.id for row in reading.outbox() if row.kind == REMINDER}


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
    # Not what is being written just now, or was when its worker was killed: such a file has another name.
    files = sorted((house.settings.home / "outgoing").glob("*.eml"))
    assert {file.stem for file in files} - reminders(house) == set(messages)
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


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_whole_lives_survive_workers_that_are_killed_again_and_again(
    house: House, embedded: Embedded, workers: Workers
) -> None:
    """From opening to the end, with a partner leaving on the way; every few seconds a worker is killed and replaced."""
    references = [f"RL-{number}" for number in range(1, PROCEDURES + 1)]
    living = {
        references[number]: whole_life(house, embedded, references[number], number) for number in range(PROCEDURES)
    }
    reaper = Reaper(workers)
    while living:
        for reference in list(living):
            if next(living[reference], None) is None:
                del living[reference]
        reaper.look()
    end = time.monotonic() + 900
    while any(row.done_at is None for row in rows(house)):
        assert time.monotonic() < end, [row for row in rows(house) if row.done_at is None][:3]
        reaper.look()
        time.sleep(0.5)
    assert reaper.kills >= 4
    print(f"{len(records(house))} consequences, {reaper.kills} workers killed")
    judge_lives(house, references)
    judge_messages(house)


class Reaper:
    """Kills one of two workers every few seconds and starts another in its place."""

    MOST = 8

    def __init__(self, workers: Workers) -> None:
        """Start with two."""
        self._workers = workers
        self._running = [workers.start(), workers.start()]
        self._last = time.monotonic()
        self.kills = 0

    def look(self) -> None:
        """Kill, when it is time."""
        if time.monotonic() - self._last > 6 and self.kills < self.MOST:
            victim = self.kills % 2
            os.kill(self._running[victim].pid, signal.SIGKILL)
            self._running[victim] = self._workers.start()
            self.kills, self._last = self.kills + 1, time.monotonic()


def whole_life(house: House, embedded: Embedded, reference: str, number: int) -> Iterator[str]:
    """One procedure's life, a command at a time, so that fifty can be lived side by side."""
    today = local_date(house.clock.now(), "Europe/London")
    open_procedure(house, reference, partners=3)
    yield "opened"
    assert moved(house, embedded, start_trial(reference)) == "TRIAL"
    yield "in trial"
    do(house, "move_partner", reference, "manager", partner="firm2", move="leave", reason="They wish to.")
    yield "one left"
    if number % 5 == 0:
        do(house, "terminate", reference, "owner", reason="No money.")
        yield "ended early"
        return
    do(house, "publish_notice", reference, "manager", notice="N1", on=today, reference="N1")
    learnt = {"about": "procedure", "worked": False, "lesson": "Ask earlier."}
    do(house, "record_lesson", reference, "manager", stage="trial", **learnt)
    yield "lesson learnt"
    finish = request("advance", reference, "owner", f"{reference}-finish", to="DONE")
    assert moved(house, embedded, finish) == "DONE"


def moved(house: House, embedded: Embedded, asked: Request) -> str:
    """Make one move through its flow; the step that it led to."""
    from flows.advance import start

    return start(embedded._flows(), house, asked).answer.result(60).step


def judge_lives(house: House, references: list[str]) -> None:
    """Each life left exactly the traces that it should have."""
    ended_early = set(references[::5])
    finished = Counter({**dict.fromkeys(CONSEQUENCES, 1), "closing_letters": 2, "message": 7})
    ended = Counter({"draft_notice": 2, "tell_partners": 2, "closing_letters": 2, "cost_projection": 1, "message": 9})
    recorded = records(house)
    assert len(recorded) == len({one.id for one in recorded})
    for reference in references:
        found = Counter(one.kind for one in recorded if one.stream == reference)
        assert found == (ended if reference in ended_early else finished), reference
    assert [row.id for row in rows(house) if row.done_at is None or row.dead_at is not None] == []
    with house.store.reading() as reading:
        steps = {row[0]: row[5] for row in reading.procedures()}
        assert verify_chain(reading).good
    assert steps == {reference: "STOPPED" if reference in ended_early else "DONE" for reference in references}
