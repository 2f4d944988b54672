"""The catalogue is whole: 34 patterns have a definition and a test, nine are refused with a reason."""

from __future__ import annotations

import re
from pathlib import Path

from tests.patterns.reading import FOLDER, numbers

REFUSED = {8, 28, 29, 31, 33, 37, 38, 41, 42}
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "control-flow-patterns.md"
TESTS = Path(__file__).parent.glob("test_*.py")


def test_every_pattern_has_a_definition_or_a_reason() -> None:
    """The 43 of the catalogue, each once."""
    assert set(numbers()) | REFUSED == set(range(1, 44))
    assert not set(numbers()) & REFUSED


def test_every_definition_is_lived_through() -> None:
    """A definition without a test of its number would prove nothing."""
    tested = {int(found) for path in TESTS for found in re.findall(r"def test_(\d+)_", path.read_text("utf-8"))}
    assert tested == set(numbers())


def test_the_page_tells_of_each() -> None:
    """Of those that there are with their file, of the others with a reason."""
    rows = {int(n): rest for n, rest in re.findall(r"^\| (\d+) \|(.+)\|$", PAGE.read_text("utf-8"), re.MULTILINE)}
    assert set(rows) == set(range(1, 44))
    for number in numbers():
        (path,) = FOLDER.glob(f"{number:02}_*.yaml")
        assert f"`{path.name}`" in rows[number]
