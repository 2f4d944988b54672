"""Checks the whole history against itself: bytes, numbers, chain, times and seals, and what stands beside it.

A chain alone finds no competent insider: who can rewrite every row can recompute every hash. That needs a copy of a
hash kept elsewhere, which is what checkpoints are for (a ``Onlooker`` compares them on the way). This finds everything
else, and says the first thing wrong in words.
"""

from __future__ import annotations

from collections.abc import Callable

from storage.checking.faults import FirstBad, Wrong
from storage.checking.whole import RUN, ChainReport, Fault, Here, Nobody, Onlooker, Runs, Whole
from storage.reading import Reading

__all__ = ["ChainReport", "FirstBad", "verify_chain"]

Watch = Callable[[int, int], None]
"""How many events are done, how many there are."""


def _nobody_watches(done: int, total: int) -> None:
    """Say nothing."""


def verify_chain(
    reading: Reading, onlooker: Onlooker | None = None, runs: Runs | None = None, watch: Watch = _nobody_watches
) -> ChainReport:
    """Read the whole history once, a run in memory at a time, and report the first fault (None: there is none)."""
    whole = Whole(reading, onlooker or Nobody())
    count = reading.head().count
    first_bad: FirstBad | None = None
    try:
        for segment in (runs or Here(reading))(whole.tasks(count)):
            whole.join(segment)
            watch(whole.count, count)
            if segment.count < min(count - segment.first, RUN):
                break  # something is missing, and what follows cannot be joined
        whole.end()
        (onlooker or Nobody()).end(whole.count)
    except Fault as fault:
        first_bad = fault.first_bad
    except Wrong as wrong:
        first_bad = FirstBad(what=str(wrong))
    return ChainReport(
        events=whole.count,
        streams=whole.streams,
        disclosed=whole.disclosed,
        withheld=whole.withheld,
        first_bad=first_bad,
    )
