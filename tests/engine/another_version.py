"""Another version of the small procedure: its text with some parts replaced."""

from __future__ import annotations

from functools import lru_cache

from procedures.loader import LoadedDefinition, read_definition
from tests.factories import small


@lru_cache
def another(*changes: tuple[str, str], version: str = "2.0.0") -> LoadedDefinition:
    """The small procedure with each first text replaced by the second, which must be there."""
    text = small().path.read_text(encoding="utf-8").replace("version: 1.0.0", f"version: {version}")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_definition(text.encode(), f"small_procedure-{version}.yaml")


LONGER = ("period: { length: 8, unit: working-days", "period: { length: 10, unit: working-days")
SHORTER = ("period: { length: 8, unit: working-days", "period: { length: 5, unit: working-days")
