"""What the law wants on record."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.state import Declaration, ExclusionCheck, State


def declared(s: State, v: e.ConflictsDeclared, n: int, at: datetime) -> None:
    s.conflicts[f"{v.role}/{v.person}"] = Declaration(role=v.role, position=v.position, n=n)


def exclusion_checked(s: State, v: e.ExclusionChecked, n: int, at: datetime) -> None:
    s.exclusions[v.partner] = ExclusionCheck(outcome=v.outcome, n=n)


def lesson_recorded(s: State, v: e.LessonRecorded, n: int, at: datetime) -> None:
    s.lessons[v.stage] = (*s.lessons.get(v.stage, ()), n)


def communicated(s: State, v: e.CommunicationRecorded, n: int, at: datetime) -> None:
    s.__dict__["communications"] = s.communications + 1
