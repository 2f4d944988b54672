"""Stages, the steps within them, and the moves that lead from step to step."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.definition.requirements import Requirement
from engine.definition.words import Name, NoticeName, StepName, Text, Titled, Word


class Step(Titled):
    """One state of the procedure; ``ends`` marks a state that is never left."""

    step: StepName
    means: Text | None = Field(default=None, description="What being here means, in one sentence.")
    ends: bool = False


class Stage(Titled):
    """One of the five stages: a run of steps."""

    stage: Name
    steps: tuple[Step, ...] = Field(min_length=1)


class Consequence(Word):
    """Work that follows a move: carried out after the commit, retried until done, never lost."""

    kind: Literal["draft_notice", "tell_partners", "closing_letters", "cost_projection"]
    notice: NoticeName | None = Field(default=None, description="draft_notice: which notice to draft.")
    partners: tuple[Name, ...] = Field(
        default=(), description="tell_partners: those in these states; empty: all still in."
    )
    text: Text | None = Field(default=None, description="tell_partners: what they are told, in a sentence.")


class Move(Titled):
    """A named way from one step to another, open when every requirement of its gate holds."""

    move: Name
    source: StepName = Field(alias="from")
    target: StepName = Field(alias="to")
    by: tuple[Name, ...] = Field(min_length=1, description="Roles that may make the move.")
    gate: tuple[Requirement, ...] = ()
    while_suspended: bool = Field(default=False, description="May be made while a court suspends the procedure.")
    withdraws_award: bool = Field(
        default=False, description="Takes back the award decision: new summaries, new notice."
    )
    then: tuple[Consequence, ...] = ()
