"""Fields that never enter the history itself: free text, and names of people."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

SEALED = "sealed"
Sealed = Annotated[str | None, SEALED]
"""Free text or a name: committed to in the history, readable only from its disclosure."""


def sealed_fields(cls: type[Any]) -> tuple[str, ...]:
    """The names of an event's fields that hold free text or a person's name."""
    return tuple(f.name for f in fields(cls) if f.type in ("Sealed", Sealed))
