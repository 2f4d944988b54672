"""Any number of processes and threads may want the same next event: exactly one gets it, and nothing is left out."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.database import Store
from storage.verify import verify_chain
from tests.databases import Database
from tests.storage.contender import contend

ROOT = Path(__file__).parents[2]


def compete(database: Database, store: Store, *, processes: int, threads: int, rounds: int) -> None:
    """Let processes and threads compete, then check that each number was won exactly once and the chain holds."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.storage.contender", database.url, f"process-{number}", str(rounds)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    with ThreadPoolExecutor(threads) as pool:
        won = [
            n
            for wins in pool.map(lambda number: contend(store, f"thread-{number}", rounds), range(threads))
            for n in wins
        ]
    for process in running:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        won += map(int, output.split())
    assert sorted(won) == list(range(rounds))
    with store.reading() as reading:
        report = verify_chain(reading)
        assert [event.body()["data"]["round"] for event in reading.events("RL-1")] == list(range(rounds))
    assert (report.good, report.events) == (True, rounds)


def test_one_of_four_contenders_wins_each_event(database: Database, store: Store) -> None:
    """Two processes and two threads, sixty rounds: sixty winners, no gap, no event twice."""
    compete(database, store, processes=2, threads=2, rounds=60)


@pytest.mark.long
def test_one_of_eight_contenders_wins_each_of_two_thousand_events(database: Database, store: Store) -> None:
    """Four processes and four threads, two thousand rounds."""
    compete(database, store, processes=4, threads=4, rounds=2_000)
