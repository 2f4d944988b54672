"""Writes what is made from definitions and law packs: the JSON Schema, their reference pages, the coverage of the law.

Run it after a change with ``python -m tools.publish_definitions``: a test fails while it would write anything but what
is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from procedures import schema
from procedures.law import coverage
from procedures.loader import load_definition
from procedures.page import page
from procedures.registry import shipped

REFERENCE: Final = Path(__file__).parents[1] / "docs" / "reference"


def made() -> Iterator[tuple[Path, str]]:
    """Each file that is made, and what it should say."""
    yield schema.PATH, schema.text()
    yield REFERENCE / "law-coverage.md", coverage.page()
    for one in shipped():
        yield REFERENCE / f"{one.name}.md", page(load_definition(one.path).definition)


def publish() -> None:
    """Write them all."""
    for path, text in made():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    publish()
