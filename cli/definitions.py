"""The definition that a person means: a shipped one by name, a file, or the one that a procedure is pinned to."""

from __future__ import annotations

from cli.desk import Desk
from engine.definition import Definition
from engine.errors import NotFound


def meant(desk: Desk, name: str) -> tuple[Definition, str]:
    """The definition and its digest; ``NotFound`` suggests what there is."""
    from procedures.registry import load

    try:
        loaded = load(name)
    except NotFound:
        pinned = _pinned(desk, name)
        if pinned is None:
            raise
        return pinned
    return loaded.definition, loaded.digest


def _pinned(desk: Desk, name: str) -> tuple[Definition, str] | None:
    """What a procedure of this data folder runs under; None where there is no such procedure, or no folder."""
    try:
        with desk.reading() as reading:
            row = reading.procedure(name)
            return None if row is None else (desk.house.definitions.pinned(reading, row.definition), row.definition)
    except NotFound:
        return None
