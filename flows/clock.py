"""The clock: APScheduler wakes the sweep, and knows nothing else.

What is due stands in the database. So a clock that stops, or is killed, forgets nothing; the next one wakes the next
sweep, and that finds everything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta


class WakingClock:
    """Calls ``wake`` every so often, from a thread of its own, until it is stopped."""

    def __init__(self, wake: Callable[[], None], *, every: timedelta) -> None:
        """Begin at once; a call that comes late is made once, not several times over."""
        from apscheduler.schedulers.background import BackgroundScheduler

        self._scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
        self._scheduler.add_job(
            wake, "interval", seconds=every.total_seconds(), coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()
        wake()

    def stop(self) -> None:
        """Stop waking."""
        self._scheduler.shutdown(wait=False)
