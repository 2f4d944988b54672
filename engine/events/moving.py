"""A procedure moved to another version of its definition, what that did to its deadlines, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureMoved:
    """From here on the procedure runs under another definition, law pack and calendar.

    ``names`` holds (kind, name before, name now); ``facts`` every answer as it stands now; ``waivers`` those that no
    longer count, because what was waived is not asked any more, or otherwise; ``reckoned`` (deadline, what became of
    it, why) for each that was open or begins now; ``modification`` how the law lets it be done (UK-MOD).
    """

    definition: str
    version: str
    was: str
    was_version: str
    law_pack: str
    calendar: str
    step: str
    stage: str
    names: list[tuple[str, str, str]]
    facts: dict[str, bool]
    waivers: list[str]
    reckoned: list[tuple[str, str, str]]
    modification: str
    by: str
    revised: str | None = None
    admits_others: bool | None = None
    changes_participants: bool | None = None
    reason: Sealed = None
    reconsidered: Sealed = None
    told: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureMovedBack:
    """The move recorded by event ``move`` was taken back: everything that it changed is as it was before it."""

    definition: str
    version: str
    was: str
    was_version: str
    move: int
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineRecounted:
    """A running deadline ends later, counted by the rule of the definition that the procedure was moved to."""

    deadline: str
    last_on: date
    due_at: datetime
    was_due_at: datetime
    calendar: str | None
    length: int | None
    provisional: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineDropped:
    """The definition that the procedure was moved to has no such deadline; ``title`` is what it was called."""

    deadline: str
    title: str
    was_due_at: datetime
