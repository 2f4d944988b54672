"""What has happened: past-tense facts, one frozen value per event type, mapped to stored names in one table.

A field marked ``Sealed`` holds free text or a person's name. It never enters the history itself: the history keeps a
salted commitment, the words live in a disclosure row that may be deleted. On replay such a field is ``None``.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from engine.events.assessments import AssessmentModerated, AssessmentRecorded, SummariesSent
from engine.events.calendars import CalendarChanged, DeadlineMoved
from engine.events.changes import ContractChanged, CriteriaRefined, ModificationRecorded
from engine.events.deadlines import (
    DeadlineAcknowledged,
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineMet,
    DeadlineMissed,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineRuled,
    DeadlineSet,
    DeadlineShortened,
    DeadlineStarted,
    DeadlineStopped,
)
from engine.events.endings import (
    ClaimNotified,
    CorrectionRecorded,
    ProcedurePaused,
    ProcedureResumed,
    ProcedureSuspended,
    ProcedureTerminated,
    ProcedureUnpaused,
)
from engine.events.funds import EnvelopeSet, InstalmentPaid, MoneyCommitted
from engine.events.moving import DeadlineDropped, DeadlineRecounted, ProcedureMoved, ProcedureMovedBack
from engine.events.notices import NoticePublished, NoticeStated
from engine.events.papers import ArtefactAccepted, ArtefactRejected, ArtefactSubmitted, DecisionRecorded
from engine.events.partners import PartnerMoved, PartnerRegistered
from engine.events.records import (
    CommunicationRecorded,
    ConflictsDeclared,
    DebarmentListConsulted,
    ExclusionChecked,
    ExclusionReported,
    IndicatorsSet,
    LessonRecorded,
)
from engine.events.sealed import SEALED, Sealed, sealed_fields
from engine.events.stages import AwardWithdrawn, GateDecided, LotCeased, ProcedureOpened, RequirementWaived, StepEntered
from engine.events.withheld import ValuesWithheld

__all__ = [
    "EVENT_TYPES",
    "SEALED",
    "ArtefactAccepted",
    "ArtefactRejected",
    "ArtefactSubmitted",
    "AssessmentModerated",
    "AssessmentRecorded",
    "AwardWithdrawn",
    "CalendarChanged",
    "ClaimNotified",
    "CommunicationRecorded",
    "ConflictsDeclared",
    "ContractChanged",
    "CorrectionRecorded",
    "CriteriaRefined",
    "DeadlineAcknowledged",
    "DeadlineCancelled",
    "DeadlineDropped",
    "DeadlineExtended",
    "DeadlineMet",
    "DeadlineMissed",
    "DeadlineMoved",
    "DeadlineRecomputed",
    "DeadlineRecounted",
    "DeadlineResumed",
    "DeadlineRuled",
    "DeadlineSet",
    "DeadlineShortened",
    "DeadlineStarted",
    "DeadlineStopped",
    "DebarmentListConsulted",
    "DecisionRecorded",
    "EnvelopeSet",
    "Event",
    "ExclusionChecked",
    "ExclusionReported",
    "GateDecided",
    "Happened",
    "IndicatorsSet",
    "InstalmentPaid",
    "LessonRecorded",
    "LotCeased",
    "ModificationRecorded",
    "MoneyCommitted",
    "NoticePublished",
    "NoticeStated",
    "PartnerMoved",
    "PartnerRegistered",
    "ProcedureMoved",
    "ProcedureMovedBack",
    "ProcedureOpened",
    "ProcedurePaused",
    "ProcedureResumed",
    "ProcedureSuspended",
    "ProcedureTerminated",
    "ProcedureUnpaused",
    "Recorded",
    "RequirementWaived",
    "Sealed",
    "StepEntered",
    "SummariesSent",
    "ValuesWithheld",
    "sealed_fields",
]

Event = (
    ProcedureOpened
    | ArtefactSubmitted
    | ArtefactAccepted
    | ArtefactRejected
    | DecisionRecorded
    | PartnerRegistered
    | PartnerMoved
    | NoticePublished
    | DeadlineSet
    | DeadlineStarted
    | DeadlineExtended
    | DeadlineShortened
    | DeadlineStopped
    | DeadlineResumed
    | DeadlineMet
    | DeadlineMissed
    | DeadlineAcknowledged
    | DeadlineRuled
    | DeadlineCancelled
    | DeadlineRecomputed
    | CalendarChanged
    | DeadlineMoved
    | EnvelopeSet
    | MoneyCommitted
    | InstalmentPaid
    | ConflictsDeclared
    | ExclusionChecked
    | LessonRecorded
    | AssessmentRecorded
    | AssessmentModerated
    | SummariesSent
    | CommunicationRecorded
    | RequirementWaived
    | GateDecided
    | StepEntered
    | AwardWithdrawn
    | LotCeased
    | ProcedureSuspended
    | ProcedureResumed
    | ProcedurePaused
    | ProcedureUnpaused
    | ProcedureTerminated
    | CriteriaRefined
    | ModificationRecorded
    | ContractChanged
    | ExclusionReported
    | IndicatorsSet
    | ClaimNotified
    | NoticeStated
    | DebarmentListConsulted
    | ValuesWithheld
    | ProcedureMoved
    | ProcedureMovedBack
    | DeadlineRecounted
    | DeadlineDropped
    | CorrectionRecorded
)

EVENT_TYPES: dict[str, type[Event]] = {
    "procedure.opened": ProcedureOpened,
    "artefact.submitted": ArtefactSubmitted,
    "artefact.accepted": ArtefactAccepted,
    "artefact.rejected": ArtefactRejected,
    "decision.recorded": DecisionRecorded,
    "partner.registered": PartnerRegistered,
    "partner.moved": PartnerMoved,
    "notice.published": NoticePublished,
    "deadline.set": DeadlineSet,
    "deadline.started": DeadlineStarted,
    "deadline.extended": DeadlineExtended,
    "deadline.shortened": DeadlineShortened,
    "deadline.stopped": DeadlineStopped,
    "deadline.resumed": DeadlineResumed,
    "deadline.met": DeadlineMet,
    "deadline.missed": DeadlineMissed,
    "deadline.acknowledged": DeadlineAcknowledged,
    "deadline.ruled": DeadlineRuled,
    "deadline.recomputed": DeadlineRecomputed,
    "calendar.changed": CalendarChanged,
    "deadline.moved": DeadlineMoved,
    "envelope.set": EnvelopeSet,
    "money.committed": MoneyCommitted,
    "instalment.paid": InstalmentPaid,
    "conflicts.declared": ConflictsDeclared,
    "exclusion.checked": ExclusionChecked,
    "lesson.recorded": LessonRecorded,
    "assessment.recorded": AssessmentRecorded,
    "assessment.moderated": AssessmentModerated,
    "summaries.sent": SummariesSent,
    "communication.recorded": CommunicationRecorded,
    "requirement.waived": RequirementWaived,
    "gate.decided": GateDecided,
    "step.entered": StepEntered,
    "award.withdrawn": AwardWithdrawn,
    "lot.ceased": LotCeased,
    "procedure.suspended": ProcedureSuspended,
    "procedure.resumed": ProcedureResumed,
    "procedure.paused": ProcedurePaused,
    "procedure.unpaused": ProcedureUnpaused,
    "procedure.terminated": ProcedureTerminated,
    "deadline.recounted": DeadlineRecounted,
    "procedure.moved": ProcedureMoved,
    "procedure.moved_back": ProcedureMovedBack,
    "deadline.cancelled": DeadlineCancelled,
    "deadline.dropped": DeadlineDropped,
    "criteria.refined": CriteriaRefined,
    "modification.recorded": ModificationRecorded,
    "contract.changed": ContractChanged,
    "exclusion.reported": ExclusionReported,
    "indicators.set": IndicatorsSet,
    "claim.notified": ClaimNotified,
    "notice.stated": NoticeStated,
    "debarment_list.consulted": DebarmentListConsulted,
    "values.withheld": ValuesWithheld,
    "correction.recorded": CorrectionRecorded,
}
"""The stored, lower-case dotted name of each event type."""


class Recorded(Protocol):
    """An event in its place, whoever made the value: what ``replay`` and ``evolve`` read."""

    @property
    def n(self) -> int:
        """Its number in the stream, from 0."""
        ...

    @property
    def at(self) -> datetime:
        """The instant (UTC) at which it was recorded."""
        ...

    @property
    def event(self) -> Event:
        """What happened."""
        ...


class Happened(NamedTuple):
    """An event in its place: its number in the stream (from 0) and the instant (UTC) at which it was recorded."""

    n: int
    at: datetime
    event: Event
