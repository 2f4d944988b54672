"""What fills a table of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.definition import Definition

Cells = tuple[str, ...]


def roles_of(definition: Definition, roles: Iterable[str]) -> str:
    """Roles by their short names."""
    return ", ".join(definition.roles[role].short for role in roles)


def lines_of(words: Iterable[str]) -> str:
    """Words under each other in one cell."""
    return "<br>".join(words)


def table_of(head: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    """A table in Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join(' --- ' for _ in head)}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
