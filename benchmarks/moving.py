"""``advance`` in a running service: what a manager waits for."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cold_start import SEEDBED
from benchmarks.measure import MILLISECOND, Line, absolute, percentile, timed
from benchmarks.size import Size
from benchmarks.workload import FIRST_MOVE, forty, furnish, request
from cli.service import Service, running_service
from config.settings import Settings, read_settings
from storage.database import create_store

P50_MS, P95_MS = 250, 500
START_SECONDS = 120.0
WHAT = (
    "a guarded move asked of `seedbed serve` over HTTP until it is answered: flow run, command path, durable record;"
    " one after another without a pause, while the service carries out what follows from the moves before"
)


def advance(size: Size) -> Iterator[Line]:
    """Two hundred procedures, each brought to its first gate beforehand, moved one after another."""
    runs, warm_up = size.of(full=200, quick=40, tiny=2), size.of(full=10, quick=10, tiny=1)
    with TemporaryDirectory(prefix="seedbed-benchmark-", ignore_cleanup_errors=True) as folder:
        settings = read_settings({}, Path(folder))
        create_store(settings.database_url, mode="live", at=datetime.now(UTC)).close()
        names = [f"A-{number}" for number in range(runs + warm_up)]
        furnish(settings, names, commands=FIRST_MOVE)
        with _serving(settings) as service:
            took = [timed(lambda name=name: _move(service, name)) for name in names][warm_up:]  # type: ignore[misc]
    p95 = percentile(took, 95) / MILLISECOND
    line = absolute(
        took, name="advance_in_service", what=WHAT, unit=MILLISECOND, at_most=P50_MS, p95=round(p95, 1), p95_bar=P95_MS
    )
    yield line if p95 <= P95_MS else line.missed()


def _move(service: Service, procedure: str) -> None:
    answer = service.perform(request(forty(procedure)[FIRST_MOVE]))
    assert answer.step == "SEED"


@contextmanager
def _serving(settings: Settings) -> Iterator[Service]:
    """The real service in a process of its own, on a free port, until it answers; stopped with SIGTERM."""
    environment = {**os.environ, "SEEDBED_HOME": str(settings.home), "SEEDBED_SERVICE_PORT": "0"}
    log = settings.home / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen((str(SEEDBED), "serve"), env=environment, stdout=output, stderr=output)
    try:
        yield _answering(settings, process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answering(settings: Settings, process: subprocess.Popen[bytes], log: Path) -> Service:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        service = running_service(settings, lambda note: None)
        if service is not None:
            return service
        time.sleep(0.2)
    raise RuntimeError(f"The service did not start:\n{log.read_text(errors='replace')}")
