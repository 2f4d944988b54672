"""Who may see the content of a document, and from when."""

from __future__ import annotations

from datetime import datetime

from engine.definition import Definition
from engine.state import State


def sealed_until(definition: Definition, state: State, artefact: str, now: datetime) -> str | None:
    """The deadline that still keeps this document unopened, or None when it may be read."""
    name = definition.artefacts[artefact].sealed_until
    if name is None:
        return None
    return None if state.has_passed(state.deadlines.get(name), now) else name
