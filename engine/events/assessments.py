"""Scores, their moderation, and the summaries sent."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentRecorded:
    """An evaluator scored one cell of one partner."""

    round: str
    partner: str
    criterion: str
    sub_criterion: str | None
    evaluator: str
    score: int
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentModerated:
    """A cell got its moderated score."""

    round: str
    partner: str
    criterion: str
    sub_criterion: str | None
    moderator: str
    score: int
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SummariesSent:
    """Assessment summaries went out to these partners, all at once."""

    partners: list[str]
