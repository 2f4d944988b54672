"""W3: every procedure of a portfolio replayed from the whole history."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import msgspec

from actions.house import House
from benchmarks.history import FORTY, forty_events_of_w, record
from benchmarks.measure import Line
from benchmarks.size import Size
from benchmarks.workload import benchmark_house
from engine.evolve import replay
from engine.streams import RESERVED_STREAMS
from storage.codec import history_in

EVENTS_A_SECOND, OF_THE_LIMIT = 400_000, 0.35
WHAT = "every procedure of a portfolio from its events: read from the store, decoded, folded, one after another"
AGAINST = "the limit: the same rows read, and each event's canonical bytes decoded by msgspec into plain dicts; no fold"

_plain = msgspec.json.Decoder().decode


def portfolio(size: Size) -> Iterator[Line]:
    """25,000 procedures of 40 events, a million in all (5,000 when quick), in interleaved rounds with the limit."""
    procedures = size.of(full=25_000, quick=5_000, tiny=3)
    with benchmark_house() as house:
        events = forty_events_of_w(house)
        names = [f"P-{number}" for number in range(procedures)]
        record(house, ((name, events) for name in names))
        took, limit = [], []
        for _ in range(3):
            limit.append(_seconds(house, _decode_all))
            took.append(_seconds(house, _replay_all))
    count = procedures * FORTY
    yield _line(count, [count / seconds for seconds in took], [count / seconds for seconds in limit])


def _line(count: int, rates: list[float], limits: list[float]) -> Line:
    rate, limit = sorted(rates)[1], sorted(limits)[1]
    shares = sorted(mine / base for mine, base in zip(rates, limits, strict=True))
    return Line(
        name="w3_portfolio",
        what=WHAT,
        unit="events/s",
        p50=round(rate),
        p99=round(min(rates)),
        n=count,
        against=AGAINST,
        floor=round(limit),
        ratio=round(shares[1], 3),
        bar=f"p50 >= {EVENTS_A_SECOND} events/s or ratio >= {OF_THE_LIMIT}",
        goal="ratio >= 0.5",
        met=rate >= EVENTS_A_SECOND or shares[1] >= OF_THE_LIMIT,
        more={"ratio_least": round(shares[0], 3), "ratio_most": round(shares[-1], 3), "rounds": len(rates)},
    )


def _replay_all(house: House) -> None:
    with house.store.reading() as reading:
        for stream in reading.streams():
            if stream not in RESERVED_STREAMS:
                replay(history_in(reading.canon(stream)), stream)


def _decode_all(house: House) -> None:
    with house.store.reading() as reading:
        for event in reading.all_events():
            _plain(event.canon)


def _seconds(house: House, work: object) -> float:
    began = perf_counter()
    work(house)  # type: ignore[operator]
    return perf_counter() - began
