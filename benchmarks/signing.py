"""W7: a checkpoint of a large house, and what it costs a command that is signed at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from time import perf_counter

from actions.house import House
from actions.ledger.checkpointing import Book, sign_history
from benchmarks.history import FORTY, forty_events_of_w, record
from benchmarks.measure import Line
from benchmarks.size import Size
from benchmarks.workload import benchmark_house, carry_out, opening

AT_MOST_WARM, AT_MOST_COLD = 100.0, 1_000.0
WHAT = (
    "one checkpoint by a process that has signed before: the events since, the heads of all streams, their event, the"
    " root, Ed25519, the commit, the head kept outside"
)
COLD = "the same by a process that has not: the heads of all streams are read from the history"
FIRST = "the first checkpoint of a history that was never signed: every hash is read"
_numbers = count(1)


def checkpoints(size: Size) -> Iterator[Line]:
    """A house of 25,000 procedures of 40 events (2,500 when quick): the first checkpoint, then warm and cold ones."""
    procedures = size.of(full=25_000, quick=2_500, tiny=3)
    with benchmark_house() as house:
        events = forty_events_of_w(house)
        record(house, ((f"P-{number}", events) for number in range(procedures)))
        streams = procedures + 3
        about = {"streams": streams, "events": procedures * FORTY}
        yield _line("w7_first_checkpoint", FIRST, [_seconds(lambda: _forgetting(house))], None, about)
        rounds = size.of(full=50, quick=20, tiny=2)
        warm = [_one(house, lambda: sign_history(house)) for _ in range(rounds)]
        yield _line("w7_checkpoint", WHAT, warm, AT_MOST_WARM, about)
        cold = [_one(house, lambda: _forgetting(house)) for _ in range(max(rounds // 5, 1))]
        yield _line("w7_checkpoint_cold", COLD, cold, AT_MOST_COLD, about)


def _one(house: House, sign: Callable[[], object]) -> float:
    """Something new is recorded, a procedure that sorts anywhere among the others, and then signed."""
    number = next(_numbers)
    carry_out(house, opening(f"{'ABPQZ'[number % 5]}-{100_000 + number * 7919 % 25_000}"))
    return _seconds(sign)


def _forgetting(house: House) -> None:
    house.book = Book()
    sign_history(house)


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _line(name: str, what: str, took: list[float], at_most: float | None, more: dict[str, int]) -> Line:
    milliseconds = sorted(seconds * 1000 for seconds in took)
    p50 = milliseconds[len(milliseconds) // 2]
    return Line(
        name=name,
        what=what,
        unit="ms",
        p50=round(p50, 1),
        p99=round(milliseconds[-1], 1),
        n=len(milliseconds),
        bar=None if at_most is None else f"p50 <= {at_most:g} ms",
        met=None if at_most is None else p50 <= at_most,
        more=dict(more),
    )
