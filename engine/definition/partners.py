"""The partner's own state machine: how a supplier enters, moves on and leaves."""

from __future__ import annotations

from pydantic import Field

from engine.definition.requirements import Requirement
from engine.definition.words import Name, StepName, Titled


class PartnerState(Titled):
    """A state of a partner; a leaver never returns (UK-CFP-4)."""

    leaver: bool = False


class PartnerEntry(Titled):
    """How a supplier comes in: its state, when the door is open, and what a late one becomes."""

    state: Name
    late_state: Name
    during: tuple[StepName, ...] = Field(min_length=1)
    until: Name = Field(description="The deadline after which an application is late.")
    by: tuple[Name, ...] = Field(min_length=1)


class PartnerMove(Titled):
    """A way from some partner states to another, with its own gate, seen from that partner."""

    source: tuple[Name, ...] = Field(alias="from", min_length=1)
    target: Name = Field(alias="to")
    by: tuple[Name, ...] = Field(min_length=1)
    during: tuple[StepName, ...] = Field(min_length=1)
    until: Name | None = Field(default=None, description="A deadline that must not have passed.")
    gate: tuple[Requirement, ...] = ()
    needs_reason: bool = False
    part_of_award: bool = Field(default=False, description="Undone when the award decision is taken back.")
    while_stopped: bool = Field(
        default=False, description="A partner's own leave: recorded even while a court or the authority stops the rest."
    )
    needs_hearing: bool = Field(default=False, description="The supplier was heard first (UK-EXC-4).")


class PartnerRules(Titled):
    """Everything about partners in one place."""

    entry: PartnerEntry
    states: dict[Name, PartnerState]
    moves: dict[Name, PartnerMove]
