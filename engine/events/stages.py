"""A procedure's way: opened, gates decided, steps entered, lots ceased."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureOpened:
    """A case was opened under one pinned definition, law pack and calendar version; ``lots`` holds (lot, title)."""

    title: str
    definition: str
    version: str
    law_pack: str
    calendar: str
    initial: str
    stage: str
    lots: list[tuple[str, str]]
    facts: dict[str, bool]
    re_enactment: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GateDecided:
    """A gate was passed; ``results`` keeps what was known: requirement id -> met, waived or warned, with evidence."""

    move: str
    source: str
    target: str
    results: list[dict[str, object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class RequirementWaived:
    """A SHOULD requirement of a move was waived by a named person."""

    move: str
    requirement: str
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StepEntered:
    """The procedure moved from one step to another; ``notice`` is what the law then wants published."""

    move: str
    source: str
    target: str
    stage: str
    ends: bool
    notice: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AwardWithdrawn:
    """The award decision was taken back: summaries, notice and standstill start anew (law.md 8.a)."""

    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LotCeased:
    """A lot was abandoned while others go on."""

    lot: str
    reason: Sealed = None
