"""What has happened: past-tense facts, one frozen value per event type, mapped to stored names in one table.

A field marked ``Sealed`` holds free text or a person's name. It never enters the history itself: the history keeps a
salted commitment, the words live in a disclosure row that may be deleted. On replay such a field is ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple, Protocol

SEALED = "sealed"
Sealed = Annotated[str | None, SEALED]
"""Free text or a name: committed to in the history, readable only from its disclosure."""


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
class ArtefactSubmitted:
    """A version of a document was put on file; its bytes are in the artefact store under ``sha256``."""

    artefact: str
    partner: str | None
    version: int
    sha256: str
    size: int
    media_type: str
    by: str
    name: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtefactAccepted:
    """The reviewer accepted a version of a document."""

    artefact: str
    partner: str | None
    version: int
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtefactRejected:
    """The reviewer sent a version of a document back."""

    artefact: str
    partner: str | None
    version: int
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionRecorded:
    """A material decision was taken, or confirmed by a second person."""

    decision: str
    outcome: str
    by: str
    role: str
    confirms: bool
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerRegistered:
    """A request to participate arrived; a late one is kept unopened and not admitted."""

    partner: str
    state: str
    lot: str | None
    sme: bool
    received_at: datetime
    due_at: datetime | None
    on_time: bool
    name: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerMoved:
    """A partner moved in its own state machine; ``by`` moved it, or made the move that took it along."""

    partner: str
    move: str
    source: str
    target: str
    heard: bool
    by: str = ""
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticePublished:
    """A notice was published on the central platform on a local date."""

    notice: str
    on: date
    reference: str
    ceased_lots: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineSet:
    """A deadline was set to an instant before its start; ``row`` of ``table`` was chosen by ``facts``."""

    deadline: str
    due_at: datetime
    starts_on: date
    table: str | None = None
    row: int | None = None
    facts: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineStarted:
    """The starting event happened: the day, the last day and the end instant, on a named calendar version.

    ``cause`` is the first event of the command that started it; ``row`` of ``table`` was chosen by ``facts``.
    ``length`` is the length that was counted, ``starts_at`` the instant from which hours run; ``provisional``: the end
    lies beyond the calendar's last day.
    """

    deadline: str
    starts_on: date
    last_on: date
    due_at: datetime
    calendar: str | None
    cause: int | None = None
    table: str | None = None
    row: int | None = None
    facts: dict[str, bool] = field(default_factory=dict)
    length: int | None = None
    starts_at: datetime | None = None
    provisional: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineExtended:
    """A running deadline was moved later, equally for everybody."""

    deadline: str
    due_at: datetime
    last_on: date
    was_due_at: datetime
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineShortened:
    """A running deadline was brought forward, never below the law's least time, with the notice that says so."""

    deadline: str
    due_at: datetime
    last_on: date
    was_due_at: datetime
    notice: str
    reference: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineStopped:
    """A deadline stands still; ``days`` that count and ``microseconds`` beside them are left of it."""

    deadline: str
    due_at: datetime
    days: int | None
    microseconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineResumed:
    """A deadline goes on with what was left of it."""

    deadline: str
    due_at: datetime
    last_on: date
    was_due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineMet:
    """What meets a deadline happened, by an event of the same command, in time or late."""

    deadline: str
    by: str
    event: int
    in_time: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineMissed:
    """A deadline passed and nothing had met it."""

    deadline: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineAcknowledged:
    """A person who is reminded of a deadline said that they know of it."""

    deadline: str
    by: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineRuled:
    """A person ruled on what came so close to the end that the clock, ``error_us`` at most wrong, cannot tell."""

    deadline: str
    subject: str
    received_at: datetime
    due_at: datetime
    error_us: int
    in_time: bool
    by: str
    role: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineCancelled:
    """What had started a deadline was taken back, and the deadline with it; ``event`` is the correction's subject."""

    deadline: str
    event: int
    was_due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineRecomputed:
    """What had started a deadline, or met it, is corrected; ``event`` is the correction's subject.

    ``cause`` is the event that now counts as what started it; None: the one that did before.
    """

    deadline: str
    event: int
    starts_on: date
    last_on: date
    due_at: datetime
    was_due_at: datetime
    calendar: str | None
    cause: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarChanged:
    """The procedure was put on another calendar or version of it, by a person; deadlines that move say so each."""

    calendar: str
    was: str
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineMoved:
    """A running deadline ends on another day, because the calendar was changed."""

    deadline: str
    last_on: date
    due_at: datetime
    was_due_at: datetime
    calendar: str
    provisional: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvelopeSet:
    """A sum was set aside; integer minor units."""

    envelope: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyCommitted:
    """Money was bound to a partner on a legal base; ``instalments`` holds (instalment, minor units)."""

    commitment: str
    envelope: str
    partner: str
    amount_minor: int
    currency: str
    instalments: list[tuple[str, int]]
    legal_base: str
    category: str
    answers: dict[str, bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class InstalmentPaid:
    """An instalment was paid; integer minor units."""

    commitment: str
    envelope: str
    instalment: str
    partner: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictsDeclared:
    """A person declared interests."""

    person: str
    role: str
    position: str
    details: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExclusionChecked:
    """A partner was checked for exclusion and debarment."""

    partner: str
    outcome: str
    debarment_list_checked: bool
    subcontractors_checked: bool
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonRecorded:
    """A lesson was written down, tied to the element of the definition that it is about."""

    stage: str
    about: str
    worked: bool
    lesson: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentRecorded:
    """An evaluator scored one cell of one partner."""

    round: str
    partner: str
    criterion: str
    sub_criterion: str | None
    evaluator: str
    score: int
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentModerated:
    """A cell got its moderated score."""

    round: str
    partner: str
    criterion: str
    sub_criterion: str | None
    moderator: str
    score: int
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SummariesSent:
    """Assessment summaries went out to these partners, all at once."""

    partners: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class CommunicationRecorded:
    """A communication with suppliers about the award was put on record."""

    partners: list[str]
    direction: str
    about: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequirementWaived:
    """A SHOULD requirement of a move was waived by a named person."""

    move: str
    requirement: str
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GateDecided:
    """A gate was passed; ``results`` keeps what was known: requirement id -> met, waived or warned, with evidence."""

    move: str
    source: str
    target: str
    results: list[dict[str, object]]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureSuspended:
    """A court matter stopped the procedure."""

    basis: str
    notified_at: datetime
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureResumed:
    """The court matter ended."""

    basis: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedurePaused:
    """The authority paused the procedure."""

    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureUnpaused:
    """The authority went on."""

    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureTerminated:
    """The procedure was ended early; ``notice`` is what the law then wants published."""

    source: str
    target: str
    stage: str
    notice: str | None
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionRecorded:
    """An earlier event was declared wrong; ``void`` took back its effect."""

    event: int
    type: str
    effect: str
    reason: Sealed = None


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
    "deadline.cancelled": DeadlineCancelled,
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


def sealed_fields(cls: type[Any]) -> tuple[str, ...]:
    """The names of an event's fields that hold free text or a person's name."""
    return tuple(f.name for f in fields(cls) if f.type in ("Sealed", Sealed))
