"""Starts workers, kills them, and checks what is left: used by every test in this folder."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

from actions.clock import SimulatedClock
from actions.house import House
from actions.perform import Request, perform
from engine import commands as c
from engine.ledger.heads import LEDGER
from storage.database import open_store
from storage.reading import Reading
from tests.actions.rooms import assert_true
from tests.databases import Database
from tests.factories import START, make_house, people_of, small, wire
from tests.kill import worker
from tests.kill.worker import Plan

PATIENCE_S = 60
Said = tuple[str, str, Any]
"""What a worker says: that it is ready, that it has begun a request, or that it was answered."""


def forks() -> ForkServerContext:
    """A fork server that has imported what workers need: a child is there in milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kill.worker"])
    return context


class Ruins:
    """A store in which workers are killed, and everything that any of them ever said."""

    def __init__(self, folder: Path, database: Database) -> None:
        """Make a house with its people, and leave it."""
        self.folder, self.database = folder, database
        make_house(folder, database, people=people_of(small())).close()
        self.begun: dict[str, tuple[datetime, dict[str, Any]]] = {}
        self.answered: dict[str, tuple[int, list[str]]] = {}
        self.kills = 0

    def start(self, plan: Plan) -> tuple[ForkServerProcess, Connection]:
        """Start one worker."""
        ours, theirs = multiprocessing.Pipe()
        context = forks()
        args = (self.database.url, str(self.folder), f"w{self.kills}", theirs, plan)
        process = context.Process(target=worker.live, args=args, daemon=True)
        process.start()
        theirs.close()
        self.kills += 1
        return process, ours

    def listen(self, pipe: Connection, *, seconds: float) -> bool:
        """Take note of one thing that the worker says; False when it says no more in that time."""
        if not pipe.poll(seconds):
            return False
        try:
            said: Said = pipe.recv()
        except (EOFError, ConnectionResetError):
            return False
        what, request_id, details = said
        if what == "begun":
            self.begun[request_id] = details
        elif what == "answered":
            self.answered[request_id] = details
        return True

    def kill_after(self, seconds: float) -> None:
        """Let a worker work for a while, then kill it, and hear what it had still said."""
        process, pipe = self.start(Plan())
        assert self.listen(pipe, seconds=PATIENCE_S)
        process.join(seconds)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        self._buried(process, pipe)

    def let_die(self, plan: Plan) -> None:
        """Let a worker die at its planned place."""
        process, pipe = self.start(plan)
        self._buried(process, pipe)

    def _buried(self, process: ForkServerProcess, pipe: Connection) -> None:
        while self.listen(pipe, seconds=PATIENCE_S):
            pass
        process.join(PATIENCE_S)
        assert process.exitcode == -signal.SIGKILL, f"the worker ended with {process.exitcode}"
        pipe.close()
        process.close()

    @contextmanager
    def house(self) -> Iterator[House]:
        """Open the house again, as the next process does."""
        store = open_store(self.database.url)
        with store.reading() as reading:
            now = max(START, reading.head().last_at or START)
        made = wire(self.folder, store, SimulatedClock(now), definitions=[small()])
        yield made
        made.close()

    def inspect(self) -> None:
        """Nothing that was answered is lost, nothing is half there, and everything agrees with the history."""
        with self.house() as house:
            assert_true(house)
            with house.store.reading() as reading:
                causes = _causes(reading)
                for request_id, (n, types) in self.answered.items():
                    kept = reading.answer(request_id)
                    assert kept is not None, f"{request_id} was answered and is forgotten"
                    assert [(number, type_) for _, number, type_ in causes[request_id]][-1][0] == n
                    assert [type_ for _, _, type_ in causes[request_id]] == types
                for request_id, events in causes.items():
                    whole = reading.answer(request_id)
                    assert whole is not None, f"{request_id} left events without its answer"
                    assert (whole.gseq_from, whole.gseq_to) == (events[0][0], events[-1][0])
            self._retry(house)

    def _retry(self, house: House) -> None:
        """Whatever was begun and never answered is given again under its id: done now, or answered from before."""
        for request_id in [request_id for request_id in self.begun if request_id not in self.answered]:
            at, body = self.begun[request_id]
            house.clock = SimulatedClock(max(at, house.clock.now()))
            command = c.COMMANDS.validate_python(body)
            with house.store.reading() as reading:
                was_there = reading.answer(request_id) is not None
            answer = perform(house, Request(command=command, request_id=request_id))
            assert answer.repeated is was_there
            self.answered[request_id] = (answer.n, [type_ for _, type_ in answer.events])


def _causes(reading: Reading) -> dict[str, list[tuple[int, int, str]]]:
    """The events of every command: their places in the whole and in their stream, and their types."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for event in reading.all_events():
        body = event.body()
        if event.stream == LEDGER:
            continue  # a checkpoint is nobody's command
        found.setdefault(body["cause"], []).append((event.gseq, event.n, body["type"]))
    return found
