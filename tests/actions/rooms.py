"""What a store holds, table by table, and whether it is true to its history: for tests of everything that writes."""

from __future__ import annotations

from typing import Any, Final

from actions.house import House
from actions.projection import deadline_rows, procedure_row
from actions.rebuild import rebuild
from engine.evolve import replay
from engine.state import State
from engine.streams import RESERVED_STREAMS
from storage.codec import history_of, state_from_bytes
from storage.reading import Reading
from storage.verify import verify_chain

PROJECTIONS: Final = ("procedure_row", "deadline_row", "person_row", "assignment_row", "clock_row")
TABLES: Final = (
    "store_info", "head", "event", "command", "definition", "disclosure", "attempt", "artefact", "outbox",
    "consequence", "heartbeat", "reminder", "reminder_lease", "delivery", *PROJECTIONS,
)  # fmt: skip


def contents(house: House, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in one moment."""
    with house.store.reading() as reading:
        return {table: _rows(reading, table) for table in TABLES if table not in without}


def _rows(reading: Reading, table: str) -> list[tuple[Any, ...]]:
    found = reading._session.all(f"SELECT * FROM {table}")  # noqa: S608 - one of our own names
    return sorted(map(tuple, found), key=repr)


def replayed(reading: Reading, procedure: str) -> State:
    """The state as the history alone has it."""
    return replay(history_of(reading.events(procedure)), procedure)


def assert_true(house: House) -> None:
    """The chain is good, and every projection is what a replay of the history makes of it, byte for byte."""
    with house.store.reading() as reading:
        report = verify_chain(reading)
        assert report.good, str(report.first_bad)
        for procedure in reading.streams():
            if procedure not in RESERVED_STREAMS:
                assert_projected(house, reading, procedure)


def assert_projected(house: House, reading: Reading, procedure: str) -> None:
    """The row and the deadlines of one procedure are those of its replay."""
    row = reading.procedure(procedure)
    assert row is not None, f"{procedure} has a history and no row"
    state = replayed(reading, procedure)
    assert state_from_bytes(row.state) == state
    assert row == procedure_row(state, row.hash, row.updated_at, row.updated_by)
    head = reading.stream_head(procedure)
    assert head is not None
    assert (row.n, row.hash) == (head.n, head.hash)
    definition = house.definitions.pinned(reading, state.definition)
    assert sorted(map(repr, reading.deadlines(procedure))) == sorted(map(repr, deadline_rows(definition, state)))


def assert_rebuilt(house: House) -> None:
    """Thrown away and made again, every projection has the bytes it had."""
    before = {table: rows for table, rows in contents(house).items() if table in PROJECTIONS}
    rebuild(house)
    assert {table: rows for table, rows in contents(house).items() if table in PROJECTIONS} == before
