"""What is killed: a process that takes up what is due and sends it to a real mail server, and dies at a planned place.

Nothing of the killing is in the product: the child wraps the functions of the steps, each once.
"""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from actions.clock import SimulatedClock
from actions.house import House
from actions.reminders import due, sending
from actions.reminders.expanding import REMINDER
from channels.smtp import SmtpChannel
from flows.delivering import send_batch
from storage import outbox, reminders
from storage.database import open_store
from tests.factories import small, wire

LEASE = timedelta(seconds=20)

STEPS: dict[str, tuple[Any, str, bool]] = {
    "rungs claimed": (reminders, "claim", True),
    "before they are settled": (reminders, "settle", False),
    "settled": (reminders, "settle", True),
    "messages claimed": (outbox, "claim", True),
    "before it is on record": (sending, "begin", False),
    "on record, not handed over": (sending, "begin", True),
    "handed over, not confirmed": (SmtpChannel, "deliver", True),
    "before it is confirmed": (sending, "confirm", False),
    "confirmed": (sending, "confirm", True),
}
"""Each step between claim, send and confirm: where it is, and whether death comes before or after it."""


@dataclass(frozen=True, kw_only=True)
class Fate:
    """At which step to die, and at which call of it (from 1); no step: never."""

    step: str | None = None
    call: int = 1


def live(url: str, folder: str, now: datetime, worker: str, fate: Fate) -> None:
    """Take up and send everything that is due, unless killed on the way."""
    house = wire(Path(folder), open_store(url), SimulatedClock(now), definitions=[small()])
    if fate.step is not None:
        _doom(fate)
    work(house, worker)
    house.close()


def work(house: House, worker: str) -> None:
    """What a worker does when it is woken: expand, then send by the batch."""
    while due.expand(house, worker, house.clock.now(), 7).rungs:
        pass
    while rows := outbox.claim(house.store, worker, house.clock.now(), LEASE, 5, [REMINDER]):
        send_batch(house, rows)


def _doom(fate: Fate) -> None:
    place, name, after = STEPS[str(fate.step)]
    calls = 0

    def doomed(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == fate.call and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = method(*args, **kwargs)
            if calls == fate.call and after:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return wrapped

    setattr(place, name, doomed(getattr(place, name)))
