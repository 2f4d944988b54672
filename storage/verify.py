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
    reading: Reading,
    onlooker: Onlooker | None = None,
    runs: Runs | None = None,
    watch: Watch = _nobody_watches,
    *,
    first: int = 0,
) -> ChainReport:
    """Read the history once, a run in memory at a time, and report the first fault (None: there is none).

    ``first`` is where to begin when the root over what lies before is compared by the onlooker: a multiple of ``RUN``.
    """
    onlooker = onlooker or Nobody()
    whole: Whole | None = None
    first_bad: FirstBad | None = None
    try:
        whole = Whole(reading, onlooker, first)
        count = reading.head().count
        for segment in (runs or Here(reading))(whole.tasks(count)):
            whole.join(segment)
            watch(whole.count, count)
            if segment.count < min(count - segment.first, RUN):
                break  # something is missing, and what follows cannot be joined
        whole.end()
        onlooker.end(whole.count)
    except Fault as fault:
        first_bad = fault.first_bad
    except Wrong as wrong:
        first_bad = FirstBad(what=str(wrong))
    if whole is None:
        return ChainReport(events=0, streams=0, disclosed=0, withheld=0, first_bad=first_bad)
    return ChainReport(
        events=whole.count,
        streams=whole.streams,
        disclosed=whole.disclosed,
        withheld=whole.withheld,
        first_bad=first_bad,
        root=whole.frontier.root(),
        changed=frozenset(whole.changed),
    )
