"""Stages, the steps within them, and the moves that lead from step to step."""

from __future__ import annotations

from pydantic import Field

from engine.definition.consequences import Consequence
from engine.definition.requirements import Requirement
from engine.definition.words import Name, NoticeName, StepName, Text, Titled


class Step(Titled):
    """One state of the procedure; ``ends`` marks a state that is never left."""

    step: StepName
    means: Text | None = Field(default=None, description="What being here means, in one sentence.")
    ends: bool = False


class Stage(Titled):
    """A stage: a run of steps under one title."""

    stage: Name
    steps: tuple[Step, ...] = Field(min_length=1)


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
    owes: NoticeName | None = Field(
        default=None, description="The notice that the law wants once this move has ended the procedure."
    )
    then: tuple[Consequence, ...] = ()
