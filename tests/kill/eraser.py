"""What is killed: a process that confirms a proposal to withhold, scrubs, and dies at a certain call of the database.

It runs in a child of a fork server, as the worker does.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from actions.clock import SimulatedClock
from actions.keeping.confirm import confirm
from actions.keeping.scrub import finish
from engine import keeping as k
from storage.database import open_store
from tests.factories import START, wire
from tests.kill.worker import LOADED, Calls, Plan, die


def erase(url: str, folder: str, decision: str, pipe: Connection, plan: Plan) -> None:
    """Confirm a proposal and scrub, say how many calls that took, and die at the planned one, or in the end."""
    store = open_store(url)
    calls = Calls(plan)
    with store.reading() as reading:
        calls.watch(type(reading._session))
        last_at = reading.head().last_at
    house = wire(Path(folder), store, SimulatedClock(max(START, last_at or START)), definitions=[LOADED])
    calls.watching = True
    command = k.Confirm(actor="rob", decision=decision)
    answer = confirm(house, command, request_id=f"confirm-{decision}")
    pipe.send(("answered", answer["decision"]))
    finish(house)
    calls.watching = False
    pipe.send(("done", calls.count))
    die()
