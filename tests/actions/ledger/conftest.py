"""A live house, whose newest signed head is kept outside, on each database; and tools of whoever attacks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.house import House
from actions.identifiers import SeededRandomness
from engine.ledger.checkpoints import Checkpoint, parse_checkpoint
from engine.ledger.notes import Note, parse_note
from storage.database import create_store, open_store
from storage.ledger import CheckpointRow
from tests.databases import Database
from tests.factories import people_of, populate, small, wire
from tests.hands import START, Office

ADMIN = "root"


@pytest.fixture
def house(tmp_path: Path, database: Database) -> House:
    """Give a live house with everybody in its register, and nothing signed yet."""
    clock = SimulatedClock(START)
    made = wire(tmp_path / "home", create_store(database.url, mode="live", at=START), clock, SeededRandomness(1))
    populate(made, [*people_of(small()), (ADMIN, "admin")], START.date())
    return made


@pytest.fixture
def office(house: House) -> Office:
    """Give somebody at work on RL-1, which is open."""
    assert isinstance(house.clock, SimulatedClock)
    made = Office(house=house, loaded=small(), clock=house.clock)
    made.do("open")
    return made


@pytest.fixture
def another(house: House, database: Database) -> Callable[[], House]:
    """Give a maker of other processes on the same house: they remember nothing."""
    return lambda: wire(house.settings.home, open_store(database.url), clock_of(house), SeededRandomness(7))


def clock_of(house: House) -> SimulatedClock:
    """The house's clock, to be moved."""
    assert isinstance(house.clock, SimulatedClock)
    return house.clock


def newest(house: House) -> CheckpointRow:
    """The newest checkpoint, which there must be."""
    with house.store.reading() as reading:
        row = reading.newest_checkpoint()
    assert row is not None
    return row


def read(row: CheckpointRow) -> tuple[Checkpoint, Note]:
    """What a checkpoint states, and its note."""
    note = parse_note(row.note)
    return parse_checkpoint(note.text), note


def count(house: House) -> int:
    """How many events there are."""
    with house.store.reading() as reading:
        return reading.head().count


def cut(database: Database, size: int) -> None:
    """Make the store as it was when it held so many events: what an older backup put back looks like."""
    session = database.unguarded()
    for statement in (
        "DELETE FROM event WHERE gseq >= ?",
        "DELETE FROM checkpoint WHERE size > ?",
        "DELETE FROM cosignature WHERE size > ?",
        "DELETE FROM command WHERE gseq_to >= ?",
        "UPDATE head SET count = ?",
    ):
        session.run(statement, (size,))
    session.close()
