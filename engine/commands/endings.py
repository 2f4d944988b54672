"""Suspend, pause, end early, correct."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from engine.commands.command import Command
from engine.commands.words import FreeText, Instant, Ref


class Suspend(Command):
    """A court matter stops the procedure: automatically (claim notified in standstill) or by order."""

    kind: Literal["suspend"] = "suspend"
    basis: Literal["automatic", "court_order"]
    notified_at: Instant
    reason: FreeText


class RecordClaim(Command):
    """A claim was notified: it suspends by itself only if it was issued and notified in the standstill (UK-SS-3)."""

    kind: Literal["record_claim"] = "record_claim"
    claim: Ref
    notified_at: Instant
    issued_at: Instant | None = Field(default=None, description="When proceedings were issued; empty: not yet.")
    partner: Ref | None = Field(default=None, description="Whose claim it is, if a partner's.")
    reason: FreeText


class Resume(Command):
    """The suspension ends: only by court order or the end of the case (UK-SS-3)."""

    kind: Literal["resume"] = "resume"
    basis: Literal["court_order", "disposal", "settlement"]
    reason: FreeText


class Pause(Command):
    """The authority pauses its own procedure, before award, with a reason."""

    kind: Literal["pause"] = "pause"
    reason: FreeText


class Unpause(Command):
    """The authority goes on."""

    kind: Literal["unpause"] = "unpause"
    reason: FreeText


class Terminate(Command):
    """End the procedure early; the notice that the law then wants follows from where it stands."""

    kind: Literal["terminate"] = "terminate"
    reason: FreeText


class Correct(Command):
    """Point at a wrong event; ``void`` also takes back its effect where that is possible."""

    kind: Literal["correct"] = "correct"
    event: Annotated[int, Field(ge=0)]
    event_type: str = Field(default="", max_length=64, description="Filled in from the history, whatever was given.")
    effect: Literal["note", "void"] = "note"
    on: date | None = Field(default=None, description="A notice: the day on which it was really published.")
    reason: FreeText
