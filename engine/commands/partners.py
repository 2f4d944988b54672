"""Suppliers: register and move them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.commands.command import Command
from engine.commands.words import FreeText, Instant, Line, Ref
from engine.definition.words import Name


class RegisterPartner(Command):
    """Record a request to participate with the instant at which it was received."""

    kind: Literal["register_partner"] = "register_partner"
    partner: Ref
    name: Line
    lot: Ref | None = None
    sme: bool = False
    received_at: Instant | None = Field(default=None, description="Receipt on the portal; default: now.")


class MovePartner(Command):
    """Move one partner through its own state machine: select, fund, progress, eliminate, withdraw ..."""

    kind: Literal["move_partner"] = "move_partner"
    partner: Ref
    move: Name
    reason: FreeText | None = None
    heard: bool = Field(default=False, description="The supplier had the opportunity to be heard (UK-EXC-4).")
