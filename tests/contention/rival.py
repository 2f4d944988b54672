"""A manager in a process of their own who gives one command a round, knowing only what was there before it."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from actions.clock import SimulatedClock
from actions.house import House
from actions.identifiers import SeededRandomness
from actions.perform import Request, perform
from engine import commands as c
from engine.errors import Busy, HistoryConflict
from storage.database import open_store
from tests.factories import START, small, wire

PATIENCE_S = 60.0
LOADED = small()
"""Read once, in the fork server."""


class Outcome(NamedTuple):
    """What came of one round: the event that was recorded, or what the rival was told."""

    rival: str
    known: int
    won: int | None
    told: str


def compete(place: tuple[str, str], rival: str, body: dict[str, object], rounds: range, pipe: Connection) -> None:
    """Wait until each round's first event is there, give the command as one who knows it, and send all outcomes."""
    url, folder = place
    store = open_store(url)
    randomness = SeededRandomness(sum(rival.encode()))
    house = wire(Path(folder), store, SimulatedClock(START), randomness, definitions=[LOADED])
    command = c.COMMANDS.validate_python(body)
    pipe.send([one_round(house, rival, command, known) for known in rounds])
    house.close()


def one_round(house: House, rival: str, command: c.Command, known: int) -> Outcome:
    """Give the command once; somebody who is told that the store is busy tries again."""
    wait_for(house, command.procedure, known)
    asked = Request(command=command, request_id=f"{rival}-{known}", expected_n=known)
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return Outcome(rival, known, perform(house, asked).n, "")
        except HistoryConflict as conflict:
            return Outcome(rival, known, None, str(conflict))
        except Busy:
            if time.monotonic() > until:
                raise


def wait_for(house: House, procedure: str, n: int) -> None:
    """Look until the event is there."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with house.store.reading() as reading:
            head = reading.stream_head(procedure)
        if head is not None and head.n >= n:
            return
        time.sleep(0.0005)
    raise TimeoutError(f"event {n} of {procedure} never came")
