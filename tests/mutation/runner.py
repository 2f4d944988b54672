"""Runs the engine's tests against mutants: ``python -m tests.mutation.runner [--sample N] [--only PATH] [--jobs N]``.

Everything foreign is imported once; each mutant is then a fork in which one module of ours has another source. Prints
one JSON line for each mutant. Nothing is written anywhere.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.util
import json
import os
import random
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from tests.mutation.mutator import Mutant, guards, mutants

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
SEED = 20_261_123

FOREIGN = ("alembic.context", "hypothesis.strategies", "msgspec", "pg8000.native", "pytest", "transitions.extensions")
OURS = ("actions.clock", "engine.evolve", "engine.machine", "procedures.loader", "storage.codec", "storage.upgrade")

NEAREST: dict[str, str] = {
    "engine/schedule.py": "test_deadlines test_minimum_periods test_standstill",
    "evaluation/changes.py": "test_duties test_refining test_modifying",
    "evaluation/clocks.py": "test_deadlines test_standstill test_overlays test_rulings",
    "evaluation/context.py": "test_explanations",
    "evaluation/evaluate.py": "test_moves",
    "evaluation/funds.py": "test_money",
    "evaluation/integrity.py": "test_integrity",
    "evaluation/notices.py": "test_notices test_next_commands",
    "evaluation/papers.py": "test_decisions test_papers",
    "evaluation/planned.py": "test_deadlines test_minimum_periods test_next_commands",
    "evaluation/ranking.py": "test_ranking test_refining",
    "evaluation/rerun.py": "test_refining",
    "evaluation/timing.py": "test_rulings",
    "evaluation/suppliers.py": "test_lots test_assessment",
    "evaluation/ways.py": "test_next_commands test_lots",
    "decide/assessments.py": "test_assessment",
    "decide/claims.py": "test_claims",
    "decide/deadlines.py": "test_deadlines test_clocks_that_live",
    "decide/following.py": "test_clocks_that_live",
    "decide/on_time.py": "test_clocks_that_live test_rulings",
    "decide/publications.py": "test_publications",
    "decide/standing_still.py": "test_clocks_that_live test_overlays",
    "decide/endings.py": "test_overlays test_termination test_corrections",
    "decide/funds.py": "test_money",
    "decide/indicators.py": "test_duties",
    "decide/modifying.py": "test_modifying",
    "decide/notices.py": "test_notices test_standstill",
    "decide/papers.py": "test_papers test_decisions",
    "decide/partners.py": "test_partners test_integrity",
    "decide/reasons.py": "test_opening test_papers",
    "decide/records.py": "test_integrity",
    "decide/refining.py": "test_refining",
    "decide/statements.py": "test_duties",
    "decide/stages.py": "test_moves test_opening test_lots",
}
"""The tests that know most about a file: asked first, so that most mutants die at once."""


class OtherSource(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a mutant's source."""

    def __init__(self, mutant: Mutant) -> None:
        """Remember which."""
        self.module = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)
        self.mutant = mutant

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """Answer for that module only."""
        return importlib.util.spec_from_loader(name, self) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant."""
        exec(compile(self.mutant.source, str(self.mutant.path), "exec"), module.__dict__)  # noqa: S102


def survives(mutant: Mutant) -> bool:
    """Whether all tests pass in spite of it; one that never ends is killed by the clock."""
    nearest = NEAREST.get(f"{mutant.path.parent.name}/{mutant.path.name}", "").split()
    files = [f"tests/engine/{name}.py" for name in nearest]
    others = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests" / "engine").glob("test_*.py"))]
    rest = [path for path in others if path not in files and "canonical" not in path]
    return passes(mutant, files) and passes(mutant, rest)


def passes(mutant: Mutant, files: list[str]) -> bool:
    """Whether these tests pass with a mutant in place of its file."""
    if not files:
        return True
    child = os.fork()
    if child == 0:
        _run(mutant, files)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _run(mutant: Mutant, files: list[str]) -> None:
    """In the child: no output, no second chance, no leftovers."""
    import pytest

    signal.alarm(PATIENCE_S)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    sys.meta_path.insert(0, OtherSource(mutant))
    options = ["-x", "-q", "-p", "no:cacheprovider", "-o", "addopts=-m 'not long'"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # what is imported early is not ours to rewrite
    os._exit(int(pytest.main([*options, *files])))


def warm_up() -> None:
    """Import what is slow: everything foreign, and of ours only what imports nothing that could be mutated."""
    for name in (*FOREIGN, *OURS):
        importlib.import_module(name)
    mutable = [name for name in sys.modules if name.startswith(("engine.evaluation", "engine.decide"))]
    assert not mutable, mutable


def original_survives(*, quickly: bool) -> bool:
    """Whether a file that is replaced by itself passes: what kills a mutant must be its change."""
    path = ROOT / "engine" / "evaluation" / "context.py"
    same = Mutant(path=path, line=0, function="", was="", becomes="", source=path.read_text(encoding="utf-8"))
    return passes(same, ["tests/engine/test_explanations.py"]) if quickly else survives(same)


def chosen(sample: int | None, only: str | None) -> list[Mutant]:
    """All mutants, those of some files, or a few that are always the same as long as the files are."""
    found = [mutant for path in guards(ROOT) for mutant in mutants(path) if only is None or only in str(path)]
    if sample is None:
        return found
    return random.Random(SEED).sample(found, sample)


def judged(found: Sequence[Mutant]) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant and whether it survives."""
    for mutant in found:
        yield mutant, survives(mutant)


def main() -> None:
    """Judge mutants and say so."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sample", type=int)
    asked.add_argument("--only")
    asked.add_argument("--part", default="1/1", help="as 2/3: the second of three parts")
    given = asked.parse_args()
    part, parts = map(int, given.part.split("/"))
    os.chdir(ROOT)
    warm_up()
    if not original_survives(quickly=given.sample is not None):
        sys.exit("The tests fail without any mutant: mend that first.")
    for mutant, survived in judged(chosen(given.sample, given.only)[part - 1 :: parts]):
        print(json.dumps({"mutant": mutant.name, "line": mutant.line, "survived": survived}), flush=True)


if __name__ == "__main__":
    main()
