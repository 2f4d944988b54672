"""What was withheld for good: nothing that a rule asks about changes by it."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.evolve.moving import part_of_move
from engine.state import State


def values_withheld(s: State, v: e.ValuesWithheld, n: int, at: datetime) -> None:
    """No state holds a sealed value, so there is nothing to fill in."""
    part_of_move(s, n)
