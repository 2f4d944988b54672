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
    done: list[Done] = _part(errors, "daily jobs", lambda: do_daily(house, at, jobs, worker), [])
    return Ticked(at=at, in_doubt=doubt.unconfirmed > 0, outage=outage, jobs=tuple(done), errors=tuple(errors))
