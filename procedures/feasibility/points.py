"""The points of one way: days that are not known yet, and what each of them waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definition import Move
from engine.definition.clocks import EventKey

Var = int
"""A day that is not known yet: its place among the days of a way."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A deadline that must be over, and the day on which it starts."""

    deadline: str
    start: Var


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What something waits for: days, deadlines, and of each group of days the earliest."""

    after: tuple[Var, ...] = ()
    waits: tuple[Wait, ...] = ()
    either: tuple[tuple[Var, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Point:
    """A day to be worked out: of a step's work, of an event in it, or of leaving it for the next (``enters``)."""

    var: Var
    step: str
    needs: Needs
    work: bool = False
    enters: str = ""
    event: EventKey | None = None


@dataclass(frozen=True, kw_only=True)
class Within:
    """A move that can only be made while a computed deadline has not passed."""

    at: Var
    wait: Wait
    where: str


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One way as points in order; ``blocked`` says why it can never be gone, with its place in the file."""

    way: tuple[Move, ...]
    points: tuple[Point, ...]
    entered: Mapping[str, Var]
    started: Mapping[str, Var]
    met: Mapping[str, Var]
    within: tuple[Within, ...]
    size: int
    blocked: tuple[str, str] | None = None
