"""Scores and summaries."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.state import Score, State, cell_key


def assessed(s: State, v: e.AssessmentRecorded, n: int, at: datetime) -> None:
    key = cell_key(v.round, v.partner, v.criterion, v.sub_criterion, v.evaluator)
    s.scores[key] = Score(score=v.score, by=v.evaluator, n=n)


def moderated(s: State, v: e.AssessmentModerated, n: int, at: datetime) -> None:
    key = cell_key(v.round, v.partner, v.criterion, v.sub_criterion)
    s.moderated[key] = Score(score=v.score, by=v.moderator, n=n)


def summaries_sent(s: State, v: e.SummariesSent, n: int, at: datetime) -> None:
    s.__dict__["summaries_n"] = n
