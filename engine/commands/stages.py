"""Open a procedure, move it on, cease a lot, waive what may be waived."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.commands.command import Command
from engine.commands.words import FreeText, Line, Ref, Sha256
from engine.definition.words import Name


class OpenProcedure(Command):
    """Open one case under one definition, with its lots and the answers to its questions of fact."""

    kind: Literal["open"] = "open"
    title: Line
    definition: Sha256 = Field(description="SHA-256 of the definition's canonical form: it is pinned for good.")
    lots: dict[Ref, Line] = Field(default_factory=dict, max_length=200)
    facts: dict[Name, bool] = Field(default_factory=dict)
    re_enactment: Line | None = Field(
        default=None, description="Set when this re-enacts a past case; printed everywhere."
    )


class Advance(Command):
    """Make a move; ``to`` is a step or a stage, ``move`` picks one when several lead there."""

    kind: Literal["advance"] = "advance"
    to: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,62}|[A-Z][A-Z0-9_]{0,62})$")]
    move: Name | None = None


class CeaseLot(Command):
    """Abandon one lot while others go on; UK6 later carries the ceased-lot data."""

    kind: Literal["cease_lot"] = "cease_lot"
    lot: Ref
    reason: FreeText


class WaiveRequirement(Command):
    """Waive a SHOULD requirement of a move or of a notice, with a reason; a MUST is never waived."""

    kind: Literal["waive"] = "waive"
    move: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,62}|[A-Z][A-Z0-9]{0,15})$")]
    requirement: Name
    reason: FreeText
