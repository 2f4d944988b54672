"""What is killed: a process that takes procedures through their lives, and says what it begins and what was answered.

It runs in a child of a fork server that has imported everything, so that a killed one costs milliseconds. It can be
told to kill itself at a certain call of the database, before or after it; nothing of that is in the product.
"""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from actions.clock import SimulatedClock
from actions.house import House
from actions.perform import Request, perform
from actions.rebuild import rebuild
from engine import commands as c
from engine.machine import shape_of
from engine.state import State
from storage.codec import state_from_bytes
from storage.database import open_store
from tests.factories import START, Hands, small, wire
from tests.pilot import TWO, Pilot, way
from tests.remedies import Errand

# Paid once, in the fork server.
LOADED = small()
shape_of(LOADED.definition)
ONWARD = way(LOADED.definition, "DRAFT", "DONE")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where to die: at a call of the database in a command (both from 0), before or after it, or else at its end.

    Without a command the worker dies when it is killed.
    """

    command: int | None = None
    call: int = 0
    after: bool = False
    rebuilding: bool = False


class Calls:
    """Counts the calls of every method of a session, and dies at the planned one."""

    def __init__(self, plan: Plan) -> None:
        """Count nothing yet."""
        self.plan, self.count, self.watching = plan, 0, False

    def watch(self, session: type[Any]) -> None:
        """Count every public method of a session's class."""
        for name, method in list(vars(session).items()):
            if callable(method) and not name.startswith("_"):
                setattr(session, name, self._counted(method))

    def _counted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def counted(*args: Any, **kwargs: Any) -> Any:
            if not self.watching:
                return method(*args, **kwargs)
            here, self.count = self.count == self.plan.call, self.count + 1
            if here and not self.plan.after:
                die()
            result = method(*args, **kwargs)
            if here and self.plan.after:
                die()
            return result

        return counted


def die() -> None:
    """As if somebody had typed kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)


class Worker(Hands):
    """Somebody at work, who says through a pipe what is begun and what was answered."""

    def __init__(self, house: House, clock: SimulatedClock, name: str, pipe: Connection) -> None:
        """Begin where the store is."""
        self.house, self.clock, self.name, self.pipe = house, clock, name, pipe
        self.loaded, self.reference, self.done = LOADED, "RL-1", 0

    @property
    def state(self) -> State:
        """The state as the projection holds it."""
        with self.house.store.reading() as reading:
            row = reading.procedure(self.reference)
        return State(procedure=self.reference) if row is None else state_from_bytes(row.state)

    def send(self, command: c.Command) -> tuple[str, ...]:
        """Say what is begun, do it, say what was answered."""
        request_id = f"{self.name}-{self.done}"
        self.pipe.send(("begun", request_id, (self.now, command.model_dump(mode="json"))))
        answer = perform(self.house, Request(command=command, request_id=request_id))
        self.pipe.send(("answered", request_id, (answer.n, [type_ for _, type_ in answer.events])))
        self.done += 1
        return tuple(type_ for _, type_ in answer.events)

    def next(self) -> Errand:
        """The next thing to do, in this procedure or in a new one."""
        while (state := self.state).ended is not None:
            self.reference = f"RL-{int(self.reference.removeprefix('RL-')) + 1}"
        if not state.exists:
            return "open", {}
        (move,) = [m for m in self.definition.moves_from[state.step] if m.move in ONWARD]
        return next(Pilot(hands=self, partners=TWO).errands(move))


def live(url: str, folder: str, name: str, pipe: Connection, plan: Plan) -> None:
    """Work until killed."""
    store = open_store(url)
    calls = Calls(plan)
    with store.reading() as reading:
        calls.watch(type(reading._session))
        last_at = reading.head().last_at
    clock = SimulatedClock(max(START, last_at or START))
    house = wire(Path(folder), store, clock, definitions=[LOADED])
    if plan.rebuilding:
        calls.watching = True
        rebuild(house)
        die()
    worker = Worker(house, clock, name, pipe)
    pipe.send(("ready", name, None))
    while True:
        kind, fields = worker.next()
        if kind == "wait":
            worker.wait_until(fields["until"])
            continue
        calls.watching = plan.command == worker.done
        worker.do(kind, **fields)
        if calls.watching:
            die()


def contend(url: str, folder: str, pipe: Connection, given: tuple[dict[str, Any], int | None, str]) -> None:
    """Give one command at the moment the other side says so, and report what came of it."""
    body, expected_n, key = given
    store = open_store(url)
    house = wire(Path(folder), store, SimulatedClock(START), definitions=[LOADED])
    command = c.COMMANDS.validate_python(body)
    pipe.send("ready")
    pipe.recv()
    try:
        answer = perform(house, Request(command=command, request_id=key, expected_n=expected_n))
    except Exception as error:  # noqa: BLE001 - whatever it was is what the test wants to see
        pipe.send((type(error).__name__, str(error)))
    else:
        pipe.send(("Answer", answer.to_data()))
    house.close()
