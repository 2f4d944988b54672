"""W3: a procedure's state from forty events, beside ``transitions``."""

from __future__ import annotations

from collections.abc import Iterator

from actions.house import House
from benchmarks.history import FORTY, forty_events_of_w, record
from benchmarks.measure import Line, compared, interleaved, timed
from benchmarks.size import Size
from benchmarks.transitions_peer import TransitionsPeer
from benchmarks.workload import benchmark_house
from engine.evolve import replay
from engine.state import State
from storage.codec import history_in

WHAT = "state of a procedure from its 40 events: read from the store, decoded, folded; a reading transaction included"
AGAINST = "a flat transitions machine with guards: reads its 40 rows of the same file as JSON and triggers each"
AT_MOST = 0.5


def from_history(house: House, procedure: str) -> State:
    """What is timed: read, decode, fold."""
    with house.store.reading() as reading:
        return replay(history_in(reading.canon(procedure, upto_n=FORTY - 1)), procedure)


def forty_events(size: Size) -> Iterator[Line]:
    """Load fifty procedures one after another by each, round by round."""
    with benchmark_house() as house:
        events = forty_events_of_w(house)
        names = [f"R-{number}" for number in range(size.of(full=50, quick=50, tiny=2))]
        record(house, ((name, events) for name in names))
        session = house.store.take()
        peer = TransitionsPeer(session)
        for name in names:
            peer.record(name)
        _same_work(house, peer, names[0])
        samples = interleaved(
            lambda: [timed(lambda name=name: from_history(house, name)) for name in names],  # type: ignore[misc]
            lambda: [timed(lambda name=name: peer.load(name)) for name in names],  # type: ignore[misc]
            size.of(full=30, quick=5, tiny=1),
        )
        house.store.give_back(session, usable=True)
        yield compared(samples, name="w3_replay_40", what=WHAT, against=AGAINST, at_most=AT_MOST)


def _same_work(house: House, peer: TransitionsPeer, name: str) -> None:
    """Both must have done the work: ours knows forty events, the peer has come to the last step."""
    assert from_history(house, name).n == FORTY - 1
    assert peer.load(name) == "CLOSED"
