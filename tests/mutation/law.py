"""Judges mutants of the predicates by the corpus: ``python -m tests.mutation.law [--sample N] [--only PATH] [--few]``.

Everything is imported and every entry is judged once, and it is noted which functions each rule asked. A mutant is then
a fork in which the functions of one module are others: it dies when any rule that asks them says anything else of any
entry, which ``tests/must_refuse/test_corpus.py`` would not let pass. Prints one JSON line for each mutant.
"""

from __future__ import annotations

import argparse
import enum
import json
import os
import random
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

from engine.definition import Definition
from procedures import law
from procedures.checker.finding import Finding
from procedures.law import checking, view
from procedures.law.models import Pack, Rule
from procedures.law.predicates import PREDICATES
from procedures.registry import FOLDER
from tests.must_refuse.reading import TODAY, base_of, changed, definition_of, entries
from tests.mutation.mutator import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "procedures" / "law"
PATIENCE_S = 60
SEED = 20_261_123

Functions = frozenset[tuple[str, str]]
"""Functions by their file and name."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one rule said of one definition, and the functions that it asked for it."""

    definition: Definition
    rule: Rule
    said: tuple[Finding, ...]
    asked: Functions


def guards() -> Iterator[Path]:
    """The files of the predicates, and of what they look at a definition with."""
    yield from sorted(path for path in (LAW / "predicates").glob("*.py") if path.name != "__init__.py")
    yield from (LAW / "view.py", LAW / "ways.py")


def definitions() -> Iterator[tuple[Definition, str]]:
    """Every definition of the corpus and every one that ships, with the one rule that is of interest, or none."""
    for entry in entries("law"):
        yield definition_of(changed(base_of(entry.base), entry.change)), entry.rule
    for path in sorted(FOLDER.glob("*.yaml")):
        yield definition_of(base_of(path.stem)), ""


def verdicts(*, few: bool = False) -> list[Verdict]:
    """What every rule says of every definition; ``few``: of each entry only the rule that it breaks."""
    found = []
    for definition, only in definitions():
        pack: Pack = law.pack(definition.law_pack)
        for rule in pack.applying(definition.route, TODAY):
            if rule.definition and (not few or rule.rule == only):
                said, asked = _traced(definition, rule)
                found.append(Verdict(definition=definition, rule=rule, said=said, asked=asked))
    return found


def _said(definition: Definition, rule: Rule) -> tuple[Finding, ...]:
    """What a rule says of a definition, seen with fresh eyes."""
    return tuple(checking._by_rule(view.View(definition, TODAY), rule))


def _traced(definition: Definition, rule: Rule) -> tuple[tuple[Finding, ...], Functions]:
    codes: set[CodeType] = set()

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            codes.add(frame.f_code)

    sys.setprofile(note)
    try:
        said = _said(definition, rule)
    finally:
        sys.setprofile(None)
    return said, frozenset((code.co_filename, code.co_name) for code in codes if code.co_filename.startswith(str(LAW)))


def survives(mutant: Mutant, known: Sequence[Verdict]) -> bool:
    """Whether every rule says the same of every definition in spite of it; one that never ends is killed."""
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE_S)
        same = False
        try:
            put(mutant)
            same = all(_said(one.definition, one.rule) == one.said for one in _concerned(mutant, known))
        finally:
            os._exit(0 if same else 1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _concerned(mutant: Mutant, known: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts in which its function was asked, those that found something first."""
    where = (str(mutant.path), mutant.function)
    return sorted((one for one in known if where in one.asked), key=lambda one: not one.said)


def put(mutant: Mutant) -> None:
    """Replace the functions of a module by those of a mutant, wherever in the law they were imported to."""
    name = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)
    module = sys.modules[name]
    before = dict(module.__dict__)
    table = dict(PREDICATES)
    exec(compile(mutant.source, str(mutant.path), "exec"), module.__dict__)  # noqa: S102
    for key, was in before.items():  # what only names things stays the same thing
        if isinstance(was, enum.EnumMeta) or was is PREDICATES:
            module.__dict__[key] = was
    PREDICATES.update({key: was for key, was in table.items() if key not in PREDICATES})
    changed_to = {id(was): module.__dict__[key] for key, was in before.items() if module.__dict__[key] is not was}
    for other in [one for key, one in sys.modules.items() if key.startswith("procedures.law")]:
        _rename(other, changed_to, skip=module)


def _rename(other: ModuleType, changed_to: dict[int, Any], *, skip: ModuleType) -> None:
    if other is not skip:
        for key, was in list(other.__dict__.items()):
            if id(was) in changed_to and not key.startswith("__"):
                other.__dict__[key] = changed_to[id(was)]


def chosen(sample: int | None, only: str | None) -> list[Mutant]:
    """All mutants, those of some files, or a few that are always the same as long as the files are."""
    found = [mutant for path in guards() for mutant in mutants(path) if only is None or only in str(path)]
    return found if sample is None else random.Random(SEED).sample(found, sample)


def originals_survive(known: Sequence[Verdict]) -> bool:
    """Whether files that are replaced by themselves change nothing: what kills a mutant must be its change."""
    for path in guards():
        same = {"path": path, "line": 0, "was": "", "becomes": "", "source": path.read_text(encoding="utf-8")}
        functions = sorted({name for one in known for file, name in one.asked if file == str(path)})
        if not all(survives(Mutant(function=name, **same), known) for name in functions[:1]):  # type: ignore[arg-type]
            return False
    return True


def main() -> None:
    """Judge mutants and say so."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sample", type=int)
    asked.add_argument("--only")
    asked.add_argument("--few", action="store_true", help="look at each entry only through the rule that it breaks")
    given = asked.parse_args()
    known = verdicts(few=given.few)
    if not originals_survive(known):
        sys.exit("The originals do not survive: mend that first.")
    for mutant in chosen(given.sample, given.only):
        said = {"mutant": mutant.name, "line": mutant.line, "survived": survives(mutant, known)}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
