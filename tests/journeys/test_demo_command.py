"""The demo as a stranger starts it: its own process, the real flows on a real local server, one document at the end."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from cli.render.reenacted import NEXT
from tests.journeys.conftest import SEED, Played

CPU_SECONDS = 50
"""A demo has to end within a minute on two cores. What is held here is the work that it does, because a wall clock also
measures whatever else the machine is at; a quiet machine of two cores needs about 20 seconds."""


def seedbed(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the program as somebody types it."""
    program = Path(sys.executable).parent / "seedbed"
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), "SEEDBED_HOME": str(home / "demo"), "LC_ALL": "C.UTF-8"}
    return subprocess.run([program, *words], env=environ, cwd=home, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home that has nothing in it."""
    return tmp_path_factory.mktemp("stranger")


def test_the_demo_ends_in_two_awards_within_a_minute_of_work(home: Path, roadlab: Played) -> None:
    """Through the flows the history is the same, to the last hash, as on the command path alone."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = seedbed("demo", "--home", str(home / "demo"), "--seed", str(SEED), "--json", home=home)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended.returncode == 0, ended.stderr
    document = json.loads(ended.stdout)
    outcome = document["outcome"]
    assert document["schema"] == "seedbed/demo/1"
    assert (outcome["step"], outcome["contracted"]) == ("CONTRACT_ENTERED", ["Immense Simulations", "Samdesk"])
    assert outcome["head"] == roadlab.outcome.head
    assert outcome["verification"]["first_bad"] is None
    assert len(document["refusals"]) == 9
    assert document["consequences"] == sum(outcome["consequences"].values()) > 50
    assert list((home / "demo" / "outgoing").glob("*.eml"))
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < CPU_SECONDS


@pytest.mark.parametrize("words", [words for words, _ in NEXT])
def test_what_the_demo_says_to_type_next_works_on_its_folder(home: Path, words: str) -> None:
    """And every answer says that it is a re-enactment."""
    answer = seedbed(*words.split(), home=home)
    assert answer.returncode == 0, answer.stderr
    assert "Re-enactment under the Procurement Act 2023" in answer.stdout or words == "verify"


def test_nobody_works_on_in_a_demo_by_the_real_clock(home: Path) -> None:
    """A command of today would be dated before the demo's end, so the folder is only read."""
    words = ("advance", "RL-1", "--to", "DELIVERY", "--actor", "pm-1", "--role", "programme_manager")
    answer = seedbed(*words, home=home)
    assert answer.returncode == 3
    assert "simulated clock" in answer.stderr
