"""What people and clocks can ask for: one frozen, validated value per command."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from engine.definition.words import Name, NoticeName

_REFERENCE = r"^[A-Z][A-Z0-9]{0,15}-[0-9]{1,6}$"
ProcedureRef = Annotated[str, StringConstraints(pattern=_REFERENCE)]
"""The reference of a procedure, for example ``RL-1``: it is also the name of its stream in the history."""


def is_reference(text: str) -> bool:
    """Whether a word has the form of a procedure's reference."""
    return re.fullmatch(_REFERENCE, text, re.ASCII) is not None


PersonId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,62}$")]
"""The pseudonym of a person in the register."""

Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,62}$")]
"""A short reference chosen by the authority: a partner, a lot, a commitment, an instalment."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FreeText = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
"""Words written by a person: sealed in the history (commitment), readable only from its disclosure."""

Line = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=200,
        strip_whitespace=True,
        pattern="^[^\\x00-\\x1f\\x7f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]*$",
    ),
]
"""One printable line, without control characters and without marks that turn the direction of text."""


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("the instant lies outside the years 1 to 9999") from None


CalendarPin = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,80}-[0-9]{1,6}(\.[0-9]{1,6}){1,3}(-[0-9a-f]{64})?$")
]
"""A calendar and its version such as ``uk-2026.1``, with its checksum where the very content is meant."""

Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant with its offset, kept in UTC."""

MinorUnits = Annotated[int, Field(ge=0, le=9_007_199_254_740_991)]
"""Money in integer minor units (pence, cents)."""


class Command(BaseModel):
    """Base of every command: which procedure, who asks, in which role."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    procedure: ProcedureRef
    actor: PersonId
    role: Name


class OpenProcedure(Command):
    """Open one case under one definition, with its lots and the answers to its questions of fact."""

    kind: Literal["open"] = "open"
    title: Line
    definition: Sha256 = Field(description="SHA-256 of the definition's canonical form: it is pinned for good.")
    lots: dict[Ref, Line] = Field(default_factory=dict, max_length=200)
    facts: dict[Name, bool] = Field(default_factory=dict)
    re_enactment: Line | None = Field(
        default=None, description="Set when this re-enacts a past case; printed everywhere."
    )


class SubmitArtefact(Command):
    """Put a version of a required document on file; its bytes are already in the store."""

    kind: Literal["submit_artefact"] = "submit_artefact"
    artefact: Name
    partner: Ref | None = None
    sha256: Sha256
    size: Annotated[int, Field(ge=1)]
    media_type: Line
    name: Line


class AcceptArtefact(Command):
    """Accept the newest version of a document; never by the one who submitted it."""

    kind: Literal["accept_artefact"] = "accept_artefact"
    artefact: Name
    partner: Ref | None = None


class RejectArtefact(Command):
    """Send the newest version of a document back with a reason."""

    kind: Literal["reject_artefact"] = "reject_artefact"
    artefact: Name
    partner: Ref | None = None
    reason: FreeText


class Outcome(StrEnum):
    """A gate question is answered pass, hold or stop."""

    PASS = "pass"  # noqa: S105 - an outcome, not a secret
    HOLD = "hold"
    STOP = "stop"


class RecordDecision(Command):
    """Take, or confirm as a second person, a material decision (s.98)."""

    kind: Literal["record_decision"] = "record_decision"
    decision: Name
    outcome: Outcome = Outcome.PASS
    reason: FreeText


class RegisterPartner(Command):
    """Record a request to participate with the instant at which it was received."""

    kind: Literal["register_partner"] = "register_partner"
    partner: Ref
    name: Line
    lot: Ref | None = None
    sme: bool = False
    received_at: Instant | None = Field(default=None, description="Receipt on the portal; default: now.")


class MovePartner(Command):
    """Move one partner through its own state machine: select, fund, progress, eliminate, withdraw ..."""

    kind: Literal["move_partner"] = "move_partner"
    partner: Ref
    move: Name
    reason: FreeText | None = None
    heard: bool = Field(default=False, description="The supplier had the opportunity to be heard (UK-EXC-4).")


class PublishNotice(Command):
    """Record that a notice was published on the central platform on a local date, with its reference."""

    kind: Literal["publish_notice"] = "publish_notice"
    notice: NoticeName
    on: date
    reference: Line
    ceased_lots: tuple[Ref, ...] = ()
    standstill_days: int | None = Field(default=None, ge=1, le=365, description="A longer standstill stated in UK6.")


class SetDeadline(Command):
    """Set a deadline to a moment before it starts; ``starts_on`` is the planned local day of its start."""

    kind: Literal["set_deadline"] = "set_deadline"
    deadline: Name
    due_at: Instant
    starts_on: date


class ExtendDeadline(Command):
    """Move a running deadline later, equally for everybody, before it ends, with a reason (UK-CLK-6, UK-MOD-3)."""

    kind: Literal["extend_deadline"] = "extend_deadline"
    deadline: Name
    due_at: Instant
    reason: FreeText


class ShortenDeadline(Command):
    """Bring a running deadline forward, never below the law's least time; a published notice must say so."""

    kind: Literal["shorten_deadline"] = "shorten_deadline"
    deadline: Name
    due_at: Instant
    notice: NoticeName
    reference: Line = Field(description="The reference under which the notice that says so was published.")
    reason: FreeText


class AcknowledgeDeadline(Command):
    """Say, as somebody who is reminded of it, that one knows of a deadline."""

    kind: Literal["acknowledge_deadline"] = "acknowledge_deadline"
    deadline: Name


class RuleOnTime(Command):
    """Rule whether what came within the clock's error of a deadline's end was in time: that very receipt, no other."""

    kind: Literal["rule_on_time"] = "rule_on_time"
    deadline: Name
    about: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")] = Field(
        description="The partner, move, notice or document that it is about."
    )
    received_at: Instant
    in_time: bool
    reason: FreeText


class RecordMissed(Command):
    """Record that a deadline passed and nothing had met it: for the clock alone, which no person can act as."""

    kind: Literal["record_missed"] = "record_missed"
    deadline: Name


class SetEnvelope(Command):
    """Set aside a sum for the stages of an envelope."""

    kind: Literal["set_envelope"] = "set_envelope"
    envelope: Name
    amount_minor: MinorUnits
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Instalment(BaseModel):
    """One payment foreseen in a commitment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instalment: Ref
    amount_minor: Annotated[int, Field(ge=1, le=9_007_199_254_740_991)]


class SpendingAnswers(BaseModel):
    """The answered questions from which the innovation category of a line is derived (law.md 6)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    novel: bool
    creative: bool
    uncertain: bool
    systematic: bool
    transferable: bool
    specific_aim: bool
    prototype_or_method: bool
    field_test: bool
    goods_or_works: bool
    quantity_production: bool
    first_operational_use: bool
    pays_for_taking_part: bool


class CommitMoney(Command):
    """Bind money of an envelope to a partner, in instalments, on a legal base."""

    kind: Literal["commit_money"] = "commit_money"
    commitment: Ref
    envelope: Name
    partner: Ref
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    instalments: tuple[Instalment, ...] = Field(min_length=1, max_length=200)
    legal_base: Name
    answers: SpendingAnswers


class PayInstalment(Command):
    """Record that an instalment was paid."""

    kind: Literal["pay_instalment"] = "pay_instalment"
    commitment: Ref
    instalment: Ref
    amount_minor: Annotated[int, Field(ge=1, le=9_007_199_254_740_991)]


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


class RecordAssessment(Command):
    """One evaluator's score of one partner for one criterion or sub-criterion, with the reason (EVAL-3, EVAL-4)."""

    kind: Literal["record_assessment"] = "record_assessment"
    round: Name
    partner: Ref
    criterion: Name
    sub_criterion: Name | None = None
    score: Annotated[int, Field(ge=0, le=1000)]
    reason: FreeText


class ModerateAssessment(Command):
    """The moderated score for one cell; the evaluators' own scores stay (EVAL-3)."""

    kind: Literal["moderate_assessment"] = "moderate_assessment"
    round: Name
    partner: Ref
    criterion: Name
    sub_criterion: Name | None = None
    score: Annotated[int, Field(ge=0, le=1000)]
    reason: FreeText


class SendSummaries(Command):
    """Record that the assessment summaries went out, all at the same time (UK-AWD-1, PR24 reg 31(4))."""

    kind: Literal["send_summaries"] = "send_summaries"
    partners: tuple[Ref, ...] = Field(min_length=1, max_length=10_000)


class RecordCommunication(Command):
    """Record a communication with suppliers about the award (UK-REC-2, s.98(3))."""

    kind: Literal["record_communication"] = "record_communication"
    partners: tuple[Ref, ...] = ()
    direction: Literal["sent", "received"]
    about: FreeText


class WaiveRequirement(Command):
    """Waive a SHOULD requirement of a move or of a notice, with a reason; a MUST is never waived."""

    kind: Literal["waive"] = "waive"
    move: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,62}|[A-Z][A-Z0-9]{0,15})$")]
    requirement: Name
    reason: FreeText


class Advance(Command):
    """Make a move; ``to`` is a step or a stage, ``move`` picks one when several lead there."""

    kind: Literal["advance"] = "advance"
    to: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,62}|[A-Z][A-Z0-9_]{0,62})$")]
    move: Name | None = None


class CeaseLot(Command):
    """Abandon one lot while others go on; UK6 later carries the ceased-lot data."""

    kind: Literal["cease_lot"] = "cease_lot"
    lot: Ref
    reason: FreeText


class Suspend(Command):
    """A court matter stops the procedure: automatically (claim notified in standstill) or by order."""

    kind: Literal["suspend"] = "suspend"
    basis: Literal["automatic", "court_order"]
    notified_at: Instant
    reason: FreeText


class Resume(Command):
    """The suspension ends: only by court order or the end of the case (UK-SS-3)."""

    kind: Literal["resume"] = "resume"
    basis: Literal["court_order", "disposal", "settlement"]
    reason: FreeText


class Pause(Command):
    """The authority pauses its own procedure, before award, with a reason."""

    kind: Literal["pause"] = "pause"
    reason: FreeText


class Unpause(Command):
    """The authority goes on."""

    kind: Literal["unpause"] = "unpause"
    reason: FreeText


class ChangeCalendar(Command):
    """Put the procedure on another version of its calendar; every deadline that ends elsewhere on it moves."""

    kind: Literal["change_calendar"] = "change_calendar"
    calendar: CalendarPin
    reason: FreeText


class Terminate(Command):
    """End the procedure early; the notice that the law then wants follows from where it stands."""

    kind: Literal["terminate"] = "terminate"
    reason: FreeText


class Correct(Command):
    """Point at a wrong event; ``void`` also takes back its effect where that is possible."""

    kind: Literal["correct"] = "correct"
    event: Annotated[int, Field(ge=0)]
    event_type: str = Field(default="", max_length=64, description="Filled in from the history, whatever was given.")
    effect: Literal["note", "void"] = "note"
    on: date | None = Field(default=None, description="A notice: the day on which it was really published.")
    reason: FreeText


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
    | Terminate
    | Correct,
    Field(discriminator="kind"),
]

COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)
"""Reads any command from JSON or a dictionary; ``kind`` tells which."""

__all__ = [name for name, value in globals().items() if isinstance(value, type) and value is not datetime]
