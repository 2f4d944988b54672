"""Set, move, acknowledge and rule on deadlines."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.commands.command import Command
from engine.commands.words import FreeText, Instant, Line
from engine.definition.words import Name, NoticeName


class SetDeadline(Command):
    """Set a deadline to a moment before it starts; ``starts_on`` is the planned local day of its start."""

    kind: Literal["set_deadline"] = "set_deadline"
    deadline: Name
    due_at: Instant
    starts_on: date


class ExtendDeadline(Command):
    """Move a running deadline later, equally for everybody, before it ends, with a reason (UK-CLK-6, UK-MOD-3)."""

    kind: Literal["extend_deadline"] = "extend_deadline"
    deadline: Name
    due_at: Instant
    reason: FreeText


class ShortenDeadline(Command):
    """Bring a running deadline forward, never below the law's least time; a published notice must say so."""

    kind: Literal["shorten_deadline"] = "shorten_deadline"
    deadline: Name
    due_at: Instant
    notice: NoticeName
    reference: Line = Field(description="The reference under which the notice that says so was published.")
    reason: FreeText


class AcknowledgeDeadline(Command):
    """Say, as somebody who is reminded of it, that one knows of a deadline."""

    kind: Literal["acknowledge_deadline"] = "acknowledge_deadline"
    deadline: Name


class RuleOnTime(Command):
    """Rule whether what came within the clock's error of a deadline's end was in time: that very receipt, no other."""

    kind: Literal["rule_on_time"] = "rule_on_time"
    deadline: Name
    about: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")] = Field(
        description="The partner, move, notice or document that it is about."
    )
    received_at: Instant
    in_time: bool
    reason: FreeText


class RecordMissed(Command):
    """Record that a deadline passed and nothing had met it: for the clock alone, which no person can act as."""

    kind: Literal["record_missed"] = "record_missed"
    deadline: Name
