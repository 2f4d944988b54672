"""W3: the state of a live procedure is one row, however long its history is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.house import House
from benchmarks.history import FORTY, forty_events_of_w, record
from benchmarks.measure import Line, absolute, timed
from benchmarks.size import Size
from benchmarks.workload import benchmark_house
from engine import events as e
from engine.state import State
from storage.codec import state_from_bytes

AT_MOST, GOAL = 50, 20
"""Microseconds."""


def live_state(size: Size) -> Iterator[Line]:
    """Forty and ten thousand events, each with the state decoded from its row and with the state still in memory."""
    with benchmark_house() as house:
        forty = forty_events_of_w(house)
        longest = size.of(full=10_000, quick=10_000, tiny=60)
        lengths = {FORTY: "S-1", longest: "S-2"}
        record(house, ((name, _long(forty, length)) for length, name in lengths.items()))
        for length, name in lengths.items():
            state_bytes = _state_bytes(house, name)
            for how, load in (("decoded", _decoded), ("cached", _cached)):
                took = [timed(lambda: load(house, name)) for _ in range(size.of(full=5_000, quick=500, tiny=60))]  # noqa: B023
                yield absolute(
                    took[50:],
                    name=f"w3_live_state_{length}_{how}",
                    what=f"reading transaction, row of a procedure of {length:,} events, state {how}",
                    at_most=AT_MOST,
                    goal=GOAL,
                    events=length,
                    state_bytes=state_bytes,
                )


def _long(events: Sequence[e.Event], length: int) -> list[e.Event]:
    """The forty events, then the last document again and again in a new version."""
    submitted = next(event for event in reversed(events) if isinstance(event, e.ArtefactSubmitted))
    again = (replace(submitted, version=version) for version in range(2, length - len(events) + 2))
    return [*events, *again]


def _decoded(house: House, name: str) -> State:
    with house.store.reading() as reading:
        row = reading.procedure(name)
        assert row is not None
        return state_from_bytes(row.state)


def _cached(house: House, name: str) -> State:
    with house.store.reading() as reading:
        row = reading.procedure(name)
        assert row is not None
        return house.states.of(row)


def _state_bytes(house: House, name: str) -> int:
    with house.store.reading() as reading:
        row = reading.procedure(name)
        assert row is not None
        return len(row.state)
