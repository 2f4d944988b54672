"""One wake of the clock: everything that time alone brings about, found anew in the store, whoever wakes and when.

The service wakes it every few seconds, a rehearsal and a simulation at every instant that matters: the same function,
so that what was rehearsed is what happens. It holds no state, may run in several processes at once, and whatever
became due during a downtime is found by the first wake after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from actions.clockwork.anomalies import look_back, watch
from actions.clockwork.daily import DailyJob, Done, do_daily
from actions.clockwork.heartbeat import stay_alive
from actions.clockwork.jobs import DAILY_JOBS
from actions.house import House
from actions.keeping.scrub import finish
from actions.ledger.at_once import sign_when_due
from actions.reminders.due import expand
from actions.time.missed import record_missed
from engine.clock_record import OutageEnded, trusted

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticked:
    """What one wake brought about; ``errors`` are parts that failed for now, each with its reason."""

    at: datetime
    in_doubt: bool = False
    outage: OutageEnded | None = None
    missed: int = 0
    reminders: int = 0
    jobs: tuple[Done, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether nothing was due and nothing failed."""
        return not (self.outage or self.missed or self.reminders or self.jobs or self.errors)


def _part(errors: list[str], name: str, work: Callable[[], Result], otherwise: Result) -> Result:
    """Do one part of a wake; one that fails holds up no other, and whoever woke the clock tells what happened."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the clock goes on; the reason is handed back
        errors.append(f"{name}: {type(error).__name__}: {error}")
        return otherwise


def tick(
    house: House,
    now: datetime,
    *,
    worker: str = "clock",
    beating: bool = True,
    jobs: Sequence[DailyJob] = DAILY_JOBS,
) -> Ticked:
    """Carry out everything that is due at an instant (what the house's clock says), without Prefect.

    ``worker`` names who takes work under a lease; ``beating`` is false where time is moved by hand, for a hop of a
    rehearsal is no downtime. While the clock is in doubt nothing is recorded as missed.
    """
    watch(house)
    look_back(house)
    with house.store.reading() as reading:
        doubt = reading.clock()
    at = trusted(now, doubt.ahead_ms)
    errors: list[str] = []
    outage = _part(errors, "heartbeat", lambda: stay_alive(house, at) if beating else None, None)
    # Missed first: what was missed calls for other reminders than what is still owed.
    missed = 0 if doubt.unconfirmed else _part(errors, "missed deadlines", lambda: _missed(house, errors), 0)
    reminders = _part(errors, "reminders", lambda: _reminders(house, worker, at), 0)
    done: list[Done] = _part(errors, "daily jobs", lambda: do_daily(house, at, jobs, worker), [])
    _part(errors, "ledger", lambda: sign_when_due(house), otherwise=False)
    _part(errors, "withholding", lambda: len(finish(house)), 0)
    return Ticked(
        at=at,
        in_doubt=doubt.unconfirmed > 0,
        outage=outage,
        missed=missed,
        reminders=reminders,
        jobs=tuple(done),
        errors=tuple(errors),
    )


def _missed(house: House, errors: list[str]) -> int:
    """Record what passed unmet, batch after batch; returns how many there were."""
    total = 0
    while True:
        found = record_missed(house)
        total += len(found.recorded)
        if not found.recorded:
            errors += [f"missed deadlines: {stream}: {deadline}: {why}" for stream, deadline, why in found.failed]
            return total


def _reminders(house: House, worker: str, at: datetime) -> int:
    """Expand what is due to people, batch after batch; returns how many messages now wait to be sent."""
    total = 0
    while (one := expand(house, worker, at)).rungs:
        total += one.messages
    return total
