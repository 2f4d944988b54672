"""Kill -9 in the middle of an erasure: decision and deletion agree, and what is left to do is done by the next."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from actions.keeping.confirm import confirm
from actions.keeping.record import records_of
from actions.keeping.scrub import finish
from actions.queries.withheld import withheld_of
from engine import keeping as k
from storage import erasing
from tests.actions.keeping.archive import MARK, MarkedOffice, leaks, make_archive, propose, redaction
from tests.actions.rooms import assert_true
from tests.databases import Database, on_postgresql, on_sqlite
from tests.kill.eraser import erase
from tests.kill.house_of_cards import PATIENCE_S, forks
from tests.kill.worker import Plan


class Remains:
    """A store with something to withhold, in which whoever withholds it is killed."""

    def __init__(self, folder: Path, database: Database) -> None:
        """Open a procedure in which somebody declares interests again and again."""
        self.office: MarkedOffice = make_archive(folder, database)
        self.database = database
        self.office.do("open")
        self.kills = 0

    def kill(self, plan: Plan) -> int | None:
        """Kill one process while it withholds a value; returns how many calls it took if it came to its end."""
        house = self.office.house
        self.office.do("declare_conflicts", position="mitigated", details="An aunt.")
        n = self.office.state.n
        with house.store.reading() as reading:
            (place,) = erasing.in_stream(reading, "RL-1", n)
            word = str(erasing.value_at(reading, place))
        assert word.startswith(MARK)
        decision = propose(house, redaction(n, place.path), f"{self.kills}")
        self.kills += 1
        count = self._let_die(decision, plan)
        self.look(decision, n, place.path, word)
        return count

    def _let_die(self, decision: str, plan: Plan) -> int | None:
        self.office.house.store.close()  # nothing of ours is open while it dies
        ours, theirs = multiprocessing.Pipe()
        args = (self.database.url, str(self.office.house.settings.home), decision, theirs, plan)
        process = forks().Process(target=erase, args=args, daemon=True)
        process.start()
        theirs.close()
        process.join(PATIENCE_S)
        assert process.exitcode == -9, process.exitcode
        said: dict[str, Any] = {}
        while ours.poll():
            try:
                what, value = ours.recv()
            except EOFError:
                break
            said[what] = value
        count: int | None = said.get("done")
        return count

    def look(self, decision: str, n: int, path: str, word: str) -> None:
        """The event and the deletion agree; asked again it is done once, and finished nothing is left of it."""
        house = self.office.house
        with house.store.reading() as reading:
            status = records_of(reading).decisions[decision].status
            there = [one.path for one in erasing.in_stream(reading, "RL-1", n)]
            said = (n, path) in withheld_of(reading, "RL-1")
        assert (status is k.Status.PROPOSED) == (there == [path]) == (not said)
        confirm(house, k.Confirm(actor="rob", decision=decision), request_id=f"confirm-{decision}")
        finish(house)
        with house.store.reading() as reading:
            assert records_of(reading).decisions[decision].status is k.Status.DONE
        assert leaks(house, [word]) == {}
        assert_true(house)


@pytest.fixture
def remains(tmp_path: Path, database: Database) -> Remains:
    """Give a store to kill erasers in."""
    return Remains(tmp_path, database)


def kill_at_calls(remains: Remains, calls: range) -> None:
    """Kill one eraser before and after each of these calls."""
    for call in calls:
        for after in (False, True):
            remains.kill(Plan(call=call, after=after))


@on_sqlite
def test_killed_at_calls_of_the_database_on_sqlite(remains: Remains) -> None:
    """Every ninth statement of the confirmation, the scrubbing and what is put on record of it."""
    count = remains.kill(Plan(call=100_000))
    assert count is not None
    kill_at_calls(remains, range(0, count, 9))


@on_postgresql
def test_killed_at_calls_of_the_database_on_postgresql(remains: Remains) -> None:
    """The server rolls back what the dead had begun."""
    count = remains.kill(Plan(call=100_000))
    assert count is not None
    kill_at_calls(remains, range(1, count, 16))


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_killed_at_each_call_of_the_database(remains: Remains) -> None:
    """On each database: before and after every statement and every commit."""
    count = remains.kill(Plan(call=100_000))
    assert count is not None
    kill_at_calls(remains, range(count))
