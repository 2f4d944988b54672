"""Checking a shipped definition as a whole process: every checker, exhaustive exploration included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import MILLISECOND, Line, timed
from benchmarks.size import Size

SEEDBED = Path(sys.executable).with_name("seedbed")
AT_MOST = 2.0
SHIPPED = "uk_innovative_partnership"


def checking(size: Size) -> Iterator[Line]:
    """``seedbed procedures check NAME --json``, started anew each time; also what it takes of one core."""
    with TemporaryDirectory(prefix="seedbed-benchmark-") as folder:
        environment = {**os.environ, "SEEDBED_HOME": folder}
        command = (str(SEEDBED), "procedures", "check", SHIPPED, "--json")

        def run() -> bytes:
            return subprocess.run(command, env=environment, check=True, capture_output=True).stdout

        states = json.loads(run())["states_explored"]  # byte code is compiled by then
        before = getrusage(RUSAGE_CHILDREN)
        rounds = [timed(run) for _ in range(size.of(full=15, quick=5, tiny=1))]
        after = getrusage(RUSAGE_CHILDREN)
    spent = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(rounds)
    p50 = median(rounds) / MILLISECOND
    yield Line(
        name="check_definition",
        what=f"`seedbed procedures check {SHIPPED}` as a whole process, {states:,} states explored",
        unit="ms",
        p50=round(p50, 1),
        p99=round(max(rounds) / MILLISECOND, 1),
        n=len(rounds),
        bar=f"<= {AT_MOST:g} s",
        met=p50 <= AT_MOST * 1_000,
        more={"cpu_ms": round(spent * 1_000, 1), "states_explored": states},
    )
