"""Finds the line of a TOML file on which a field stands, for errors that name it; ``tomllib`` does not keep lines."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

Path = tuple[str, ...]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line (from 1) of a field, or of the innermost table around it; None when nothing of it is in the file."""
    wanted = tuple(str(part) for part in path)
    found: tuple[int, int] | None = None
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            here = table = _header(stripped)
        elif "=" in stripped and not stripped.startswith("#"):
            here = (*table, *_key(stripped))
        else:
            continue
        depth = min(len(here), len(wanted))  # the first table within what is looked for will do as well
        here = here[:depth]
        if here and wanted[:depth] == here and (found is None or depth > found[0]):
            found = (depth, number)
    return None if found is None else found[1]


def _header(line: str) -> Path:
    return _names(line.partition("#")[0] if '"' not in line else line)


def _key(line: str) -> Path:
    return _names(line.partition("=")[0] + "= 0")


def _names(line: str) -> Path:
    """The names in a table's header or before a value, as TOML itself reads them; none in the middle of a text."""
    try:
        data: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    names = []
    while isinstance(data, dict | list) and data:
        if isinstance(data, list):
            data = data[0]
            continue
        name, data = next(iter(data.items()))
        names.append(name)
    return tuple(names)
