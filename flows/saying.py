"""Telling whoever watches what is going on, a line at a time."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]


def silent(line: str) -> None:
    """Tell nobody."""
