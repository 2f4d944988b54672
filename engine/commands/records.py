"""What the law wants on record: conflicts, exclusions, lessons, communications."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

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
    list_on: date | None = Field(default=None, description="The day of the debarment list that was looked at.")
    list_source: Line | None = Field(default=None, description="Where it was read.")
    heard: bool = Field(default=False, description="The supplier had the opportunity to be heard (UK-EXC-4).")


class ReportExclusion(Command):
    """Record that the appropriate authority was told of an exclusion (UK-EXC-5)."""

    kind: Literal["report_exclusion"] = "report_exclusion"
    partner: Ref
    on: date
    reference: Line = Field(description="Under which reference it was told.")


class Indicator(BaseModel):
    """One key performance indicator, and whether it is one of the most material."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: Ref
    title: Line
    material: bool = False


class SetIndicators(Command):
    """Set the key performance indicators of a contract, or record why none would be appropriate (UK-KPI-1)."""

    kind: Literal["set_indicators"] = "set_indicators"
    partner: Ref
    indicators: tuple[Indicator, ...] = Field(default=(), max_length=50)
    published_on: date | None = Field(default=None, description="The day on which they were published.")
    reason: FreeText | None = Field(default=None, description="Needed for none: why none would be appropriate.")


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
