"""Histories for the reading benchmarks: the events of a W that was performed, recorded again under other names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from actions.house import House
from actions.identifiers import SystemRandomness, uuid7
from actions.projection import procedure_row
from benchmarks.workload import carry_out, definition_of_w, forty, opening
from engine import events as e
from engine.evolve import replay
from engine.state import State
from storage.codec import history_of, to_draft
from storage.records import RecordedBy, StoredEvent

FORTY = 40
_BY = RecordedBy(id="amal", role="programme_manager", auth="claim")
_RANDOMNESS = SystemRandomness()


def performed(house: House, procedure: str) -> list[StoredEvent]:
    """Open a procedure, take it through W, and return its history."""
    for command in (opening(procedure), *forty(procedure)):
        carry_out(house, command)
    with house.store.reading() as reading:
        return list(reading.events(procedure))


def forty_events_of_w(house: House) -> list[e.Event]:
    """The first forty events of a procedure that was really performed, to be recorded again under other names."""
    return [happened.event for happened in history_of(performed(house, "PATTERN-1")[:FORTY])]


def record(house: House, histories: Iterator[tuple[str, Sequence[e.Event]]], *, at_once: int = 100) -> None:
    """Append each procedure's events with their chain and projection, so many procedures to a transaction."""
    following = next(histories, None)
    while following is not None:
        with house.store.transaction() as tx:
            for _ in range(at_once):
                if following is None:
                    break
                procedure, events = following
                now = datetime.now(UTC)
                stored = tx.append(
                    procedure,
                    [to_draft(event, uuid7(now, _RANDOMNESS), "amal") for event in events],
                    now=now,
                    recorded_by=_BY,
                    cause=f"benchmark-{procedure}",
                    definition_sha256=definition_of_w().digest,
                )
                tx.save_procedure(procedure_row(replayed(stored, procedure), stored[-1].hash, now, "amal"))
                following = next(histories, None)


def replayed(stored: Sequence[StoredEvent], procedure: str) -> State:
    """The state after stored events: decoded and folded."""
    return replay(history_of(stored), procedure)
