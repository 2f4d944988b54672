"""Each predicate of the law is missed when it is broken: the corpus of what must be refused sees most mutants."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.mutation.law import ROOT

SAMPLE = 2


def judged(*arguments: str) -> list[dict[str, object]]:
    """What a run says, mutant by mutant."""
    command = [sys.executable, "-m", "tests.mutation.law", *arguments]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


@pytest.mark.timeout(600)
def test_a_few_mutants_of_the_law_are_judged_and_not_all_live() -> None:
    """Always the same few as long as the files are; how many of all die is asked in the long tests."""
    said = judged("--few", "--sample", str(SAMPLE))
    assert len(said) == SAMPLE
    assert not all(one["survived"] for one in said)


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
def test_more_than_half_of_the_mutants_of_the_law_die() -> None:
    """Every mutant, by every rule of every entry; 95 % is wanted, and ``law_survivors.json`` lists what is missing."""
    said = judged()
    killed = sum(not one["survived"] for one in said)
    print(f"{len(said)} mutants of the law, {killed} killed")
    assert killed > 0.5 * len(said)
