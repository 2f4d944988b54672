"""Cold start: ``seedbed list`` as a whole process, beside the import of Prefect alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import MILLISECOND, Line, compared, interleaved, timed
from benchmarks.size import Size
from benchmarks.workload import furnish
from config.settings import read_settings
from storage.database import create_store

SEEDBED = Path(sys.executable).with_name("seedbed")
IMPORT_PREFECT = (sys.executable, "-c", "from prefect import flow")
AT_MOST = 0.5
PROCEDURES = 5


def cold_start(size: Size) -> Iterator[Line]:
    """A folder with five procedures; each round starts each program once, in alternating order."""
    with TemporaryDirectory(prefix="seedbed-benchmark-") as folder:
        home = Path(folder)
        settings = read_settings({}, home)
        create_store(settings.database_url, mode="live", at=datetime.now(UTC)).close()
        furnish(settings, (f"C-{number}" for number in range(PROCEDURES)), commands=7)
        environment = {**os.environ, "SEEDBED_HOME": folder, "PREFECT_HOME": str(home / "prefect")}
        listed: Sequence[str] = (str(SEEDBED), "list", "--json")
        for command in (listed, IMPORT_PREFECT):
            _run(command, environment)  # byte code is compiled and files are in memory, for both
        samples = interleaved(
            lambda: [timed(lambda: _run(listed, environment))],
            lambda: [timed(lambda: _run(IMPORT_PREFECT, environment))],
            size.of(full=25, quick=5, tiny=1),
        )
    yield compared(
        samples,
        name="cold_start_list",
        what=f"`seedbed list --json` as a whole process, {PROCEDURES} procedures",
        against='`python -c "from prefect import flow"` as a whole process',
        unit=MILLISECOND,
        at_most=AT_MOST,
    )


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
