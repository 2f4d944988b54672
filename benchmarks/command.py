"""W1: one command through ``perform`` with everything on, beside a bare commit."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from time import perf_counter_ns

from actions.house import House
from benchmarks.floors import BareCommits, bare_commits_on_postgresql, bare_commits_on_sqlite
from benchmarks.measure import Line, Samples, compared, interleaved
from benchmarks.size import Size
from benchmarks.workload import COMMANDS_OF_W, benchmark_house, carry_out, forty, opening
from tests.databases import PostgresServer

WHAT = (
    "one command of W through actions.perform.perform: validated from JSON, policy, decide, chain, projections,"
    " outbox, idempotency; durable when it returns"
)
AGAINST = "begin, insert of one row of 500 bytes, commit; same driver, pragmas and journal mode, log at full length"
AT_MOST, GOAL = 2.5, 2.0
_numbers = count(1)
LONG_ENOUGH = 8
"""Procedures performed before the first round: their pages bring SQLite's log to full length."""


def procedures(house: House, before: Callable[[], object] = lambda: None) -> Callable[[], Sequence[int]]:
    """A round that opens a procedure and takes it through the forty commands of W, each of them timed."""

    def one_procedure() -> Sequence[int]:
        procedure = f"W-{next(_numbers)}"
        carry_out(house, opening(procedure))
        took = []
        for command in forty(procedure):
            before()
            began = perf_counter_ns()
            carry_out(house, command)
            took.append(perf_counter_ns() - began)
        return took

    return one_procedure


def beside(house: House, bare: BareCommits, size: Size, before: Callable[[], object] = lambda: None) -> Samples:
    """A procedure's forty commands, forty bare commits, and so on."""
    subject = procedures(house, before)
    _fill_the_log(subject, size)
    return interleaved(subject, lambda: bare.commits(COMMANDS_OF_W), size.of(full=60, quick=10, tiny=1))


def in_turn(house: House, bare: BareCommits, size: Size) -> Samples:
    """One bare commit, one command, and so on: the floor at the command's own pace, and with caches as cold."""
    floor: list[list[int]] = [[]]
    subject = procedures(house, lambda: floor[-1].extend(bare.commits(1)))
    _fill_the_log(subject, size)
    floor = [[]]
    took: list[Sequence[int]] = []
    for _ in range(size.of(full=60, quick=10, tiny=1)):
        took.append(subject())
        floor.append([])
    return Samples(subject=took, floor=floor[:-1])


def _fill_the_log(subject: Callable[[], object], size: Size) -> None:
    for _ in range(size.of(full=LONG_ENOUGH, quick=LONG_ENOUGH, tiny=0)):
        subject()


def on_sqlite(size: Size) -> Iterator[Line]:
    """The gate; the same beside bare commits at its own pace; the same with the state read back from its row."""
    with bare_commits_on_sqlite(size) as bare, benchmark_house() as house:
        samples = beside(house, bare, size)
        yield compared(samples, name="w1_command", what=WHAT, against=AGAINST, at_most=AT_MOST, goal=GOAL)
        against = f"{AGAINST}; one before each command instead of forty in a row"
        yield compared(in_turn(house, bare, size), name="w1_command_in_turn", what=WHAT, against=against)
    with bare_commits_on_sqlite(size) as bare, benchmark_house() as house:
        samples = beside(house, bare, size, house.states.clear)
        what = f"{WHAT}; the live state decoded from its row each time"
        yield compared(samples, name="w1_command_state_from_row", what=what, against=AGAINST)


def on_postgresql(size: Size) -> Iterator[Line]:
    """The same on PostgreSQL over a Unix socket: recorded, no bar."""
    # The folder's name is short because a socket's path may not be long.
    with tempfile.TemporaryDirectory(prefix="seedbed-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the server runs under an account of its own
        server = PostgresServer(Path(folder))
        try:
            server.create("benchmark", migrated=True)
            url = server.url("benchmark")
            with benchmark_house(url) as house, bare_commits_on_postgresql(url) as bare:
                samples = beside(house, bare, size)
                against = "begin, insert of one row of 500 bytes, commit, on the same server; synchronous_commit on"
                yield compared(samples, name="w1_command_postgresql", what=WHAT, against=against, goal=3.0)
        finally:
            server.stop()
