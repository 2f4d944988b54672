"""Wherever kill -9 falls, what was acknowledged is there, whole, and what was not is there whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import Store
from storage.verify import verify_chain
from tests.databases import Database
from tests.storage.factories import record

ROOT = Path(__file__).parents[2]


def killed_writer(database: Database, lines: int) -> int:
    """Start a process that records, kill it after some acknowledgements, and return the last number it acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.storage.writer", database.url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return int([line for line in said if line.endswith("\n")][-1])


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.long)])
def test_a_killed_command_is_whole_or_absent(database: Database, store: Store, kills: int) -> None:
    """Event, disclosure, projection and outbox of one command stand or fall together, and the next just works."""
    for number in range(kills):
        acknowledged = killed_writer(database, 5 + number % 11)
        with store.reading() as reading:
            report = verify_chain(reading)
            head, row, outbox = reading.stream_head("RL-1"), reading.procedure("RL-1"), reading.outbox()
        assert report.good, report.first_bad
        assert head is not None
        assert row is not None
        # One command more may have been committed than its writer lived to say.
        assert head.n - acknowledged in {0, 1}
        assert (row.n, row.hash) == (head.n, head.hash)
        assert report.disclosed == len(outbox) == head.n + 1
        assert record(store, stream="RL-2")[0].n == number
