"""Refused commands: kept with their explanation beside the history, never in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.identifiers import uuid7, uuid_text
from engine import commands as c
from engine.errors import NotAllowed, Refused
from storage.records import Attempt

if TYPE_CHECKING:
    from actions.house import House

_SEALED = {"reason", "details", "lesson", "about", "name"}
"""Fields of commands that hold free text or names: an attempt keeps its public part only."""


def keep(house: House, command: c.Command, request_id: str, refusal: Refused | NotAllowed) -> None:
    """Record one attempt in a transaction of its own."""
    now = house.clock.now()
    attempt = Attempt(
        id=uuid_text(uuid7(now, house.randomness)),
        stream=command.procedure,
        at=now,
        actor=command.actor,
        role=command.role,
        command=getattr(command, "kind", ""),
        body=public_part(command),
        explanation=explanation_of(command, refusal),
        cause=request_id,
    )
    with house.store.transaction() as tx:
        tx.record_attempt(attempt)


def public_part(command: c.Command) -> dict[str, Any]:
    """The command without free text and names."""
    return command.model_dump(mode="json", exclude=_SEALED)


def explanation_of(command: c.Command, refusal: Refused | NotAllowed) -> dict[str, Any]:
    """The whole explanation, or the sentence of somebody who was turned away for their role."""
    if isinstance(refusal, Refused):
        return refusal.explanation.to_data()
    asked = getattr(command, "kind", "")
    return {"procedure": command.procedure, "asked": asked, "open": False, "sentence": str(refusal)}
