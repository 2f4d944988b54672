"""Markdown that says what was given: nothing in a title or a name becomes a table, a link or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def plain(text: object) -> str:
    """Text on one line in which Markdown and HTML have no say."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; every cell is plain text."""
    lines = [columns, ["---"] * len(columns), *([plain(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
