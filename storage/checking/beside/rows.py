"""Reads whole tables a page at a time, and says what is wrong with a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from storage.history import PAGE
from storage.reading import Reading


class RowWrong(Exception):
    """Carries the first fault, in words."""


def by_key(reading: Reading, statement: str, first: str = "") -> Iterator[Any]:
    """Every row of a statement that takes (key, limit) and is in the order of its first column."""
    while page := reading.rows(statement, (first, PAGE)):
        yield from page
        first = page[-1][0]
