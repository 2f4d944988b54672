"""The clock: APScheduler wakes, and knows nothing else.

What is due stands in the database. So a clock that stops, or is killed, forgets nothing; the next one wakes the next
sweep, and that finds everything.

APScheduler is kept from what it does badly. Its jobs live in memory and hold nothing, because a job store loses what a
killed process had in hand, and two schedulers on one store run a job twice. A call that comes late is made once, never
dropped (``misfire_grace_time=None``, ``coalesce``), and none begins before the last has ended (``max_instances=1``).
And it counts on the wall clock: put back by an hour, it sleeps for an hour; so whoever is woken also watches the clock
by the seconds that never go back, and rouses it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from actions.clockwork.daily import DailyJob
from actions.clockwork.jobs import DAILY_JOBS
from actions.clockwork.tick import Ticked, tick
from actions.house import House
from flows.saying import Say

TICK: Final = timedelta(seconds=5)
"""How often it is looked for what time alone brings about."""


class WakingClock:
    """Calls ``wake`` every so often, from a thread of its own, until it is stopped."""

    def __init__(self, wake: Callable[[], None], *, every: timedelta) -> None:
        """Begin at once; a call that comes late is made once, not several times over."""
        from apscheduler.schedulers.background import BackgroundScheduler

        self._scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
        self._add(wake, every)
        self._scheduler.start()
        wake()

    def also(self, wake: Callable[[], None], *, every: timedelta) -> None:
        """Call something else as well, at once for the first time; two that are due at once do not wait."""
        self._add(wake, every).modify(next_run_time=datetime.now(UTC))

    def rouse(self) -> None:
        """Call everything now: for whoever was not woken in time, because the wall clock was put back."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Stop waking."""
        self._scheduler.shutdown(wait=False)

    def _add(self, wake: Callable[[], None], every: timedelta) -> Any:
        return self._scheduler.add_job(
            wake, "interval", seconds=every.total_seconds(), coalesce=True, max_instances=1, misfire_grace_time=None
        )


class Ticking:
    """Wakes what time alone brings about, for one process on one house, and says what came of it."""

    def __init__(self, house: House, *, worker: str, say: Say, jobs: Sequence[DailyJob] = DAILY_JOBS) -> None:
        """Prepare; nothing is done yet."""
        self._house = house
        self._jobs = jobs
        self._worker = worker
        self._say = say
        self._said: tuple[str, ...] = ()

    def __call__(self) -> None:
        """Do one wake; what fails is told once, until something else fails or nothing does."""
        try:
            ticked = tick(self._house, self._house.clock.now(), worker=self._worker, jobs=self._jobs)
        except Exception as error:  # noqa: BLE001 - the next wake comes whatever happened in this one
            self._tell((f"{type(error).__name__}: {error}",))
            return
        self._tell((*_doubt(ticked), *ticked.errors))
        if ticked.outage is not None:
            silent = ticked.outage.until_at - ticked.outage.from_at
            self._say(f"No clock ran for {silent}: `seedbed outage-report` says what passed meanwhile.")
        for done in ticked.jobs:
            if done.error is not None:
                self._say(f"The daily job {done.name} failed ({done.error}); it is tried again.")

    def _tell(self, lines: tuple[str, ...]) -> None:
        if lines != self._said:
            for line in lines:
                self._say(f"The clock: {line}")
        self._said = lines


def _doubt(ticked: Ticked) -> tuple[str, ...]:
    if not ticked.in_doubt:
        return ()
    return ("the machine's clock was put forward or back; what hangs on the time waits for `seedbed clock confirm`.",)


def start_ticking(clock: WakingClock, house: House, *, worker: str, say: Say, every: timedelta = TICK) -> None:
    """Let a clock wake what time alone brings about as well."""
    clock.also(Ticking(house, worker=worker, say=say), every=every)
