"""Move a running procedure to another version of its definition, and take that back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.commands.command import Command
from engine.commands.words import FreeText, Line, Sha256
from engine.definition.words import Name

NameKind = Literal["step", "stage", "partner_state", "artefact", "decision", "deadline", "envelope", "round"]
AnyName = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{0,62}|[A-Z][A-Z0-9_]{0,62})$")]


class MoveProcedure(Command):
    """Move the procedure to another version of its definition; what runs is kept, counted anew, or refused.

    ``names`` holds (kind, older name, newer name) beside those that the definition itself gives. The answers of UK-MOD
    are only asked once the tender notice is out: ``revised`` is the reference of the notice published again for it.
    """

    kind: Literal["move_procedure"] = "move_procedure"
    definition: Sha256 = Field(description="SHA-256 of the canonical form of the version to move to.")
    names: tuple[tuple[NameKind, AnyName, AnyName], ...] = Field(default=(), max_length=400)
    facts: dict[Name, bool] = Field(default_factory=dict, description="Answers to questions that are new.")
    keep: tuple[Name, ...] = Field(default=(), max_length=100, description="Deadlines that end as promised.")
    revised: Line | None = Field(default=None, description="UK-MOD-1: reference of the notice published again.")
    admits_others: bool | None = Field(default=None, description="UK-MOD-2: would it have admitted others?")
    changes_participants: bool | None = Field(default=None, description="UK-MOD-2: would others have taken part?")
    told: FreeText | None = Field(default=None, description="UK-MOD-2: how each participating supplier was notified.")
    reconsidered: FreeText | None = Field(default=None, description="UK-MOD-3: how the deadlines were reconsidered.")
    reason: FreeText


class MoveBack(Command):
    """Take the last move back, as long as nothing rests on it."""

    kind: Literal["move_back"] = "move_back"
    reason: FreeText
