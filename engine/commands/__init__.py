"""What people and clocks can ask for: one frozen, validated value per command."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from engine.commands.assessments import ModerateAssessment, RecordAssessment, SendSummaries
from engine.commands.calendars import ChangeCalendar
from engine.commands.changes import (
    ChangeContract,
    Ground,
    RecordModification,
    RefineCriteria,
    RefinedCriterion,
    RefinedSubCriterion,
)
from engine.commands.command import Command
from engine.commands.deadlines import (
    AcknowledgeDeadline,
    ExtendDeadline,
    RecordMissed,
    RuleOnTime,
    SetDeadline,
    ShortenDeadline,
)
from engine.commands.endings import Correct, Pause, RecordClaim, Resume, Suspend, Terminate, Unpause
from engine.commands.funds import CommitMoney, Instalment, PayInstalment, SetEnvelope, SpendingAnswers
from engine.commands.moving import MoveBack, MoveProcedure
from engine.commands.notices import NoticeContent, PublishNotice
from engine.commands.papers import AcceptArtefact, Outcome, RecordDecision, RejectArtefact, SubmitArtefact
from engine.commands.partners import MovePartner, RegisterPartner
from engine.commands.records import (
    DeclareConflicts,
    Indicator,
    RecordCommunication,
    RecordExclusionCheck,
    RecordLesson,
    ReportExclusion,
    SetIndicators,
)
from engine.commands.stages import Advance, CeaseLot, OpenProcedure, WaiveRequirement
from engine.commands.words import (
    CalendarPin,
    FreeText,
    Instant,
    Line,
    MinorUnits,
    PersonId,
    ProcedureRef,
    Ref,
    Sha256,
    is_reference,
)

__all__ = [
    "COMMANDS",
    "AcceptArtefact",
    "AcknowledgeDeadline",
    "Advance",
    "AnyCommand",
    "CalendarPin",
    "CeaseLot",
    "ChangeCalendar",
    "ChangeContract",
    "Command",
    "CommitMoney",
    "Correct",
    "DeclareConflicts",
    "ExtendDeadline",
    "FreeText",
    "Ground",
    "Indicator",
    "Instalment",
    "Instant",
    "Line",
    "MinorUnits",
    "ModerateAssessment",
    "MoveBack",
    "MovePartner",
    "MoveProcedure",
    "NoticeContent",
    "OpenProcedure",
    "Outcome",
    "Pause",
    "PayInstalment",
    "PersonId",
    "ProcedureRef",
    "PublishNotice",
    "RecordAssessment",
    "RecordClaim",
    "RecordCommunication",
    "RecordDecision",
    "RecordExclusionCheck",
    "RecordLesson",
    "RecordMissed",
    "RecordModification",
    "Ref",
    "RefineCriteria",
    "RefinedCriterion",
    "RefinedSubCriterion",
    "RegisterPartner",
    "RejectArtefact",
    "ReportExclusion",
    "Resume",
    "RuleOnTime",
    "SendSummaries",
    "SetDeadline",
    "SetEnvelope",
    "SetIndicators",
    "Sha256",
    "ShortenDeadline",
    "SpendingAnswers",
    "SubmitArtefact",
    "Suspend",
    "Terminate",
    "Unpause",
    "WaiveRequirement",
    "is_reference",
]

AnyCommand = Annotated[
    OpenProcedure
    | SubmitArtefact
    | AcceptArtefact
    | RejectArtefact
    | RecordDecision
    | RegisterPartner
    | MovePartner
    | PublishNotice
    | SetDeadline
    | ExtendDeadline
    | ShortenDeadline
    | AcknowledgeDeadline
    | RuleOnTime
    | RecordMissed
    | SetEnvelope
    | CommitMoney
    | PayInstalment
    | DeclareConflicts
    | RecordExclusionCheck
    | RecordLesson
    | RecordAssessment
    | ModerateAssessment
    | SendSummaries
    | RecordCommunication
    | WaiveRequirement
    | Advance
    | CeaseLot
    | Suspend
    | Resume
    | Pause
    | Unpause
    | ChangeCalendar
    | RefineCriteria
    | RecordModification
    | ChangeContract
    | ReportExclusion
    | SetIndicators
    | RecordClaim
    | MoveProcedure
    | MoveBack
    | Terminate
    | Correct,
    Field(discriminator="kind"),
]

COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)
"""Reads any command from JSON or a dictionary; ``kind`` tells which."""
