"""Score, moderate, tell everybody."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.commands.command import Command
from engine.commands.words import FreeText, Ref
from engine.definition.words import Name


class RecordAssessment(Command):
    """One evaluator's score of one partner for one criterion or sub-criterion, with the reason (EVAL-3, EVAL-4)."""

    kind: Literal["record_assessment"] = "record_assessment"
    round: Name
    partner: Ref
    criterion: Name
    sub_criterion: Name | None = None
    score: Annotated[int, Field(ge=0, le=1000)]
    reason: FreeText


class ModerateAssessment(Command):
    """The moderated score for one cell; the evaluators' own scores stay (EVAL-3)."""

    kind: Literal["moderate_assessment"] = "moderate_assessment"
    round: Name
    partner: Ref
    criterion: Name
    sub_criterion: Name | None = None
    score: Annotated[int, Field(ge=0, le=1000)]
    reason: FreeText


class SendSummaries(Command):
    """Record that the assessment summaries went out, all at the same time (UK-AWD-1, PR24 reg 31(4))."""

    kind: Literal["send_summaries"] = "send_summaries"
    partners: tuple[Ref, ...] = Field(min_length=1, max_length=10_000)
