"""Counts the corpus by rule, or writes what is said of an entry: ``python -m tests.must_refuse [--write NAME]``."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from tests.must_refuse.living import histories, reasons
from tests.must_refuse.reading import entries, objections, plain


def counted() -> str:
    """The entries of each rule, and of each checker where no rule of law is broken."""
    faults, lived = entries("law", "design"), histories()
    by_rule = Counter(entry.rule or f"({entry.checker})" for entry in faults)
    by_rule.update(history.rule for history in lived)
    lines = [f"{number:3}  {rule}" for rule, number in sorted(by_rule.items())]
    named = sum(not rule.startswith("(") for rule in by_rule)
    return "\n".join([*lines, f"{len(faults)} faults, {len(lived)} histories, {named} rules."])


def write(name: str) -> None:
    """Write what is said now into every entry whose file is called so (``NAME`` or ``all``)."""
    said: list[tuple[Path, str, list[dict[str, Any]]]] = []
    said += [(one.path, "found", objections(one)) for one in entries("law", "design") if name in {one.path.stem, "all"}]
    said += [(one.path, "because", reasons(one)) for one in histories() if name in {one.path.stem, "all"}]
    for path, key, words in said:
        value = plain(path)
        if value[key] != words:
            written = yaml.safe_dump({**value, key: words}, sort_keys=False, allow_unicode=True, width=110)
            path.write_text(written, encoding="utf-8")
            print(path.name)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--write", metavar="NAME", help="write down what is said of this entry, or of all")
    given = asked.parse_args()
    if given.write is None:
        print(counted())
    else:
        write(given.write)
