"""What the law wants on record: conflicts, exclusions, lessons, communications."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.commands.command import Command
from engine.commands.words import FreeText, Line, Ref
from engine.definition.words import Name


class DeclareConflicts(Command):
    """Declare one's own interests: none, mitigated, or unresolved (UK-COI-1..2)."""

    kind: Literal["declare_conflicts"] = "declare_conflicts"
    position: Literal["none", "mitigated", "unresolved"]
    details: FreeText | None = None


class RecordExclusionCheck(Command):
    """Record the exclusion and debarment check of a partner and its subcontractors (UK-EXC-1..4, UK-EXC-8)."""

    kind: Literal["check_exclusion"] = "check_exclusion"
    partner: Ref
    outcome: Literal["clear", "excludable_admitted", "excluded"]
    debarment_list_checked: bool
    subcontractors_checked: bool
    reason: FreeText | None = None


class RecordLesson(Command):
    """Write down what was learnt, what did not work included, and what it is about."""

    kind: Literal["record_lesson"] = "record_lesson"
    stage: Name
    about: Line = Field(
        description="What it is about: procedure, or a partner, lot, artefact, step, move or requirement that there is,"
        " for example artefact:test_results or requirement:enter_testbed/competition_remains."
    )
    worked: bool
    lesson: FreeText


class RecordCommunication(Command):
    """Record a communication with suppliers about the award (UK-REC-2, s.98(3))."""

    kind: Literal["record_communication"] = "record_communication"
    partners: tuple[Ref, ...] = ()
    direction: Literal["sent", "received"]
    about: FreeText
