"""Each guard of the rules is missed when it is broken: mutants of evaluation and decide do not survive."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.mutator import mutants
from tests.mutation.runner import ROOT

KNOWN = Path(__file__).with_name("survivors.json")
SAMPLE = 2


def runner(*arguments: str) -> list[dict[str, object]]:
    """What a run of the mutation runner says, mutant by mutant."""
    command = [sys.executable, "-m", "tests.mutation.runner", *arguments]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_a_few_mutants_die() -> None:
    """Always the same few as long as the files are what they are; `make long` runs them all."""
    judged = runner("--sample", str(SAMPLE))
    assert len(judged) == SAMPLE
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    assert [said["mutant"] for said in judged if said["survived"] and said["mutant"] not in known] == []


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
def test_nearly_every_mutant_dies_and_each_survivor_has_its_reason() -> None:
    """At least 95 % are killed; the others are listed with why no test can, or should, tell them from the original."""
    judged = runner()
    survivors = [str(said["mutant"]) for said in judged if said["survived"]]
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    print(f"{len(judged)} mutants, {len(survivors)} survived")
    assert [name for name in survivors if name not in known] == []
    assert len(survivors) <= 0.05 * len(judged)


def test_every_kind_of_change_is_made(tmp_path: Path) -> None:
    """Comparisons at both sides, negations, choices, conditions, loops, truths, and calls that are left out."""
    path = tmp_path / "guard.py"
    path.write_text(
        "def f(a, b):\n"
        "    need(a < b)\n"
        "    if not a and b in (1,):\n"
        "        return True\n"
        "    return [x for x in b if x is None] if a == b else 0 <= a <= b\n"
    )
    made = {(mutant.was, mutant.becomes) for mutant in mutants(path)}
    assert made == {
        ("need(a < b)", "..."),
        ("a < b", "a <= b"),
        ("a < b", "a >= b"),
        ("if not a and b in (1,)", "if not (not a and b in (1,))"),
        ("not a and b in (1,)", "not a or b in (1,)"),
        ("not a", "not not a"),
        ("b in (1,)", "b not in (1,)"),
        ("True", "False"),
        (
            "[x for x in b if x is None] if a == b else 0 <= a <= b",
            "0 <= a <= b if a == b else [x for x in b if x is None]",
        ),
        ("for x if x is None", "for x "),
        ("x is None", "x is not None"),
        ("a == b", "a != b"),
        ("0 <= a <= b", "0 < a <= b"),
        ("0 <= a <= b", "0 <= a < b"),
    }
    assert {mutant.function for mutant in mutants(path)} == {"f"}
