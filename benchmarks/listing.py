"""W4: the list of every procedure with its next deadline, beside a bare scan."""

from __future__ import annotations

from collections.abc import Iterator

from actions.projection import procedure_row
from benchmarks.history import performed, replayed
from benchmarks.measure import MILLISECOND, Line, compared, interleaved, timed
from benchmarks.size import Size
from benchmarks.workload import benchmark_house
from storage.reading import PROCEDURE_COLUMNS

WHAT = "list of {count:,} procedures with stage, step and next deadline, through Reading.procedures, as tuples"
AGAINST = "the driver's own select of the same columns from the same table into tuples, unordered"
AT_MOST, GOAL = 2.0, 1.3
_SCAN = f"SELECT {', '.join(PROCEDURE_COLUMNS)} FROM procedure_row"  # noqa: S608 - our own column names


def listing(size: Size) -> Iterator[Line]:
    """Fill the projection with rows of a procedure half-way through W, then list it."""
    count = size.of(full=25_000, quick=2_500, tiny=10)
    with benchmark_house() as house:
        half = performed(house, "PATTERN-1")[:25]
        row = procedure_row(replayed(half, "PATTERN-1"), half[-1].hash, half[-1].at(), "amal")
        with house.store.transaction() as tx:
            for number in range(count):
                tx.save_procedure(row._replace(stream=f"L-{number}"))
        session = house.store.take()

        def listed() -> list[int]:
            return [timed(lambda: _listed(house)) for _ in range(3)]

        def scanned() -> list[int]:
            return [timed(lambda: session.all(_SCAN)) for _ in range(3)]

        samples = interleaved(listed, scanned, size.of(full=15, quick=5, tiny=1))
        house.store.give_back(session, usable=True)
        yield compared(
            samples,
            name="w4_list",
            what=WHAT.format(count=count),
            against=AGAINST,
            unit=MILLISECOND,
            at_most=AT_MOST,
            goal=GOAL,
            procedures=count,
        )


def _listed(house: object) -> object:
    with house.store.reading() as reading:  # type: ignore[attr-defined]
        return reading.procedures()
