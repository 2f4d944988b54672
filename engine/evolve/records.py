"""What the law wants on record."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.evolve.moving import part_of_move
from engine.state import Declaration, ExclusionCheck, Indicators, State


def declared(s: State, v: e.ConflictsDeclared, n: int, at: datetime) -> None:
    s.conflicts[f"{v.role}/{v.person}"] = Declaration(role=v.role, position=v.position, n=n)


def exclusion_checked(s: State, v: e.ExclusionChecked, n: int, at: datetime) -> None:
    s.exclusions[v.partner] = ExclusionCheck(outcome=v.outcome, n=n)


def list_consulted(s: State, v: e.DebarmentListConsulted, n: int, at: datetime) -> None:
    known = s.exclusions.get(v.partner)
    if known is not None:  # the check that it was for may have been taken back
        s.exclusions[v.partner] = known._replace(list_on=v.list_on)


def exclusion_reported(s: State, v: e.ExclusionReported, n: int, at: datetime) -> None:
    s.exclusion_reports[v.partner] = n


def indicators_set(s: State, v: e.IndicatorsSet, n: int, at: datetime) -> None:
    s.indicators[v.partner] = Indicators(
        names=tuple(name for name, _, _ in v.indicators),
        material=tuple(name for name, _, material in v.indicators if material),
        published_on=v.published_on,
        n=n,
    )


def lesson_recorded(s: State, v: e.LessonRecorded, n: int, at: datetime) -> None:
    s.lessons[v.stage] = (*s.lessons.get(v.stage, ()), n)


def communicated(s: State, v: e.CommunicationRecorded, n: int, at: datetime) -> None:
    s.__dict__["communications"] = s.communications + 1
    part_of_move(s, n)
