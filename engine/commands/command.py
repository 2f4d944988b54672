"""What every command says."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from engine.commands.words import PersonId, ProcedureRef
from engine.definition.words import Name


class Command(BaseModel):
    """Base of every command: which procedure, who asks, in which role."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    procedure: ProcedureRef
    actor: PersonId
    role: Name
