"""W6: the whole history verified, beside what no verifier can do without, on one core and on two."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.projection import deadline_rows
from actions.reminders.planning import plan_anew
from actions.verification import verify
from actions.verification.brought import Brought
from actions.verification.ledger import LedgerOnlooker
from benchmarks.history import forty_events_of_w, record
from benchmarks.measure import Line
from benchmarks.size import Size
from benchmarks.workload import benchmark_house, definition_of_w
from engine.evolve import replay
from storage.checking.processes import Beside, cores
from storage.checking.segment import BLOCK
from storage.checking.whole import Runs
from storage.codec import history_in
from storage.verify import verify_chain
from tests.databases import PostgresServer

OF_THE_LIMIT, ON_TWO = 0.5, 1.3
BETWEEN = 250
"""Procedures between two checkpoints."""

WHAT = (
    "every event against form, columns, chain, times, seals and tree, and every checkpoint against the tree, the heads"
    " and its signature, in one process"
)
AGAINST = (
    "the limit: the same rows read in the same pages, and the SHA-256 that the format asks of every event (its own, its"
    " leaf's, a node's); nothing decoded, nothing compared"
)
ON_TWO_WHAT = "the same by two processes beside this one, their start included"
ALL_OF_IT = "all that `seedbed verify` does: the same, every replay, row and file, attempts and outbox; all cores"


def on_sqlite(size: Size) -> Iterator[Line]:
    """A million events when full, in rounds interleaved with the limit; on two cores; and all that verify does."""
    with benchmark_house() as house:
        fill(house, size.of(full=25_000, quick=2_500, tiny=2))
        yield from _figures(house, "verify_history", rounds=size.of(full=5, quick=3, tiny=1), gate=True)


def on_postgresql(size: Size) -> Iterator[Line]:
    """The same through PostgreSQL's driver, on fewer events; recorded, not held to the bar of SQLite."""
    with tempfile.TemporaryDirectory(prefix="seedbed-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder))
        try:
            server.create("benchmark", migrated=True)
            with benchmark_house(server.url("benchmark")) as house:
                fill(house, size.of(full=5_000, quick=500, tiny=2))
                yield from _figures(house, "verify_history_postgresql", rounds=size.of(full=3, quick=2, tiny=1))
        finally:
            server.stop()


def fill(house: House, procedures: int) -> None:
    """Record the forty events of W for each of so many procedures, and sign a checkpoint every now and then."""
    events = forty_events_of_w(house)
    for paper in definition_of_w().definition.artefacts:
        house.artefacts.put(BytesIO(paper.encode()), max_bytes=1_000)
    names = iter([f"P-{number}" for number in range(procedures)])
    while some := list(islice(names, BETWEEN)):
        record(house, ((name, events) for name in some))
        _plan(house, some)
        sign_history(house)


def _plan(house: House, procedures: Sequence[str]) -> None:
    """Give each procedure the rows of its deadlines and its reminders: all have the same history."""
    with house.store.transaction() as tx:
        state = replay(history_in(tx.canon(procedures[0])), procedures[0])
        rows = deadline_rows(definition_of_w().definition, state)
        for name in procedures:
            tx.save_deadlines(name, [replace(row, stream=name) for row in rows])
            plan_anew(house, tx, definition_of_w().definition, replace(state, procedure=name))


def _figures(house: House, name: str, *, rounds: int, gate: bool = False) -> Iterator[Line]:
    count = _count(house)
    mine, limit, bare = [], [], []
    for _ in range(rounds):
        limit.append(_spent(lambda: _limit(house)))
        mine.append(_spent(lambda: _history(house)))
        bare.append(_spent(lambda: _bare(house)))
    yield _one_core(name, count, mine, limit, bare, gate=gate)
    one, two = [], []
    for _ in range(rounds):
        one.append(_took(lambda: _history(house)))
        two.append(_took(lambda: _history(house, Beside(house.store.address, 2))))
    yield _two_cores(name, count, one, two, gate=gate)
    yield _everything(name, count, [_took(lambda: _verified(house)) for _ in range(rounds)])


def _one_core(
    name: str, count: int, mine: Sequence[float], limit: Sequence[float], bare: Sequence[float], *, gate: bool
) -> Line:
    """Seconds of the processor's time, because others use the machine too; the bar is a share of the limit."""
    shares = sorted(base / own for own, base in zip(mine, limit, strict=True))
    ratio = median(shares)
    return Line(
        name=name,
        what=WHAT,
        unit="events/s",
        p50=round(count / median(mine)),
        p99=round(count / max(mine)),
        n=count,
        against=AGAINST,
        floor=round(count / median(limit)),
        ratio=round(ratio, 3),
        bar=f"ratio >= {OF_THE_LIMIT}" if gate else None,
        met=ratio >= OF_THE_LIMIT if gate else None,
        more={
            "ratio_least": round(shares[0], 3),
            "ratio_most": round(shares[-1], 3),
            "ratio_to_one_hash": round(median(base / own for own, base in zip(mine, bare, strict=True)), 3),
            "rounds": len(mine),
        },
    )


def _two_cores(name: str, count: int, one: Sequence[float], two: Sequence[float], *, gate: bool) -> Line:
    """Seconds on the wall; below two cores there is nothing to compare, and the line says so by having no bar."""
    gains = sorted(alone / both for alone, both in zip(one, two, strict=True))
    held = gate and cores() > 1
    return Line(
        name=f"{name}_two_cores",
        what=ON_TWO_WHAT,
        unit="events/s",
        p50=round(count / median(two)),
        p99=round(count / max(two)),
        n=count,
        against="the same in one process, in the same round",
        floor=round(count / median(one)),
        ratio=round(median(gains), 3),
        bar=f"ratio >= {ON_TWO}" if held else None,
        met=median(gains) >= ON_TWO if held else None,
        more={"ratio_least": round(gains[0], 3), "ratio_most": round(gains[-1], 3), "rounds": len(one)},
    )


def _everything(name: str, count: int, took: Sequence[float]) -> Line:
    return Line(
        name=f"{name}_everything",
        what=ALL_OF_IT,
        unit="events/s",
        p50=round(count / median(took)),
        p99=round(count / max(took)),
        n=count,
        more={"peak_mb": _peak_mb(), "peak_mb_of_a_process": _peak_mb(resource.RUSAGE_CHILDREN), "rounds": len(took)},
    )


def _history(house: House, runs: Runs | None = None) -> None:
    with house.store.reading() as reading:
        report = verify_chain(reading, LedgerOnlooker(reading, Brought()), runs)
    assert report.good, report.first_bad


def _verified(house: House) -> None:
    found = verify(house)
    assert found.good, found.sentence


def _limit(house: House) -> None:
    """Leaves and nodes are as many as events; which two hashes a node is over makes no difference to the time."""
    with house.store.reading() as reading:
        first, above = 0, bytes(32)
        while rows := reading.block(first, first + BLOCK):
            for _, _, _, canon, prev, digest in rows:
                sha256(b"ipe-event-v1\n" + prev + len(canon).to_bytes(8, "big") + canon).digest()
                above = sha256(b"\1" + sha256(b"\0" + digest).digest() + above).digest()
            first = rows[-1][0] + 1


def _bare(house: House) -> None:
    with house.store.reading() as reading:
        first = 0
        while rows := reading.block(first, first + BLOCK):
            for row in rows:
                sha256(row[3]).digest()
            first = rows[-1][0] + 1


def _count(house: House) -> int:
    with house.store.reading() as reading:
        return reading.head().count


def _spent(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _took(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _peak_mb(whose: int = resource.RUSAGE_SELF) -> int:
    return resource.getrusage(whose).ru_maxrss // 1024
