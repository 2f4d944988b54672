"""The kinds of requirement that a gate can hold; each is data that can be analysed before anything is published."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.definition.words import Name, NoticeName, RuleId, StepName, Text, Word


class Severity(StrEnum):
    """How hard a requirement binds: law (never waived), good practice (waivable with a reason), unverified (warns)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    WARN = "WARN"


class _Requirement(Word):
    """What every requirement carries beside its own parameters."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    text: Text = Field(description="What must hold, as a sentence that a manager reads.")
    rules: tuple[RuleId, ...] = ()
    severity: Severity = Severity.MUST
    when: Name | None = Field(default=None, description="Only asked when this fact was answered yes.")


class ArtefactAccepted(_Requirement):
    """A document is on file and accepted; per partner: one for every partner in the given states."""

    kind: Literal["artefact_accepted"]
    artefact: Name
    partners: tuple[Name, ...] = Field(default=(), description="Partner states; empty: the procedure's own document.")
    since: StepName | None = Field(default=None, description="Filed after the latest entry into this step.")


class ArtefactFiled(_Requirement):
    """A document is on file, whatever a reviewer says of it later; a sealed one stays unopened."""

    kind: Literal["artefact_filed"]
    artefact: Name
    partners: tuple[Name, ...] = Field(default=(), description="Partner states; empty: the procedure's own document.")


class ArtefactReviewed(_Requirement):
    """What was filed has been opened and answered, accepted or sent back; or nothing came before its deadline."""

    kind: Literal["artefact_reviewed"]
    artefact: Name
    partners: tuple[Name, ...] = Field(default=(), description="Partner states; empty: the procedure's own document.")


class DecisionTaken(_Requirement):
    """A decision of the definition was taken with outcome pass since the current step was entered."""

    kind: Literal["decision_taken"]
    decision: Name


class DeadlinePassed(_Requirement):
    """A deadline has been set and has ended."""

    kind: Literal["deadline_passed"]
    deadline: Name


class DeadlineNotPassed(_Requirement):
    """A deadline has been set and has not ended."""

    kind: Literal["deadline_not_passed"]
    deadline: Name


class PartnersInState(_Requirement):
    """The number of partners in the states lies between min and max, counted over all lots or in each open lot."""

    kind: Literal["partners_in_state"]
    states: tuple[Name, ...] = Field(min_length=1)
    min: int = Field(default=0, ge=0, le=10_000)
    max: int | None = Field(default=None, ge=0, le=10_000)
    each_lot: bool = False


class EveryPartnerAssessed(_Requirement):
    """Every partner in the given states has a moderated score for every criterion of the round."""

    kind: Literal["every_partner_assessed"]
    round: Name
    states: tuple[Name, ...] = Field(min_length=1)


class BudgetCovers(_Requirement):
    """Commitments stay within the envelope, each has a legal base, and every partner in the states has one."""

    kind: Literal["budget_covers"]
    envelope: Name
    states: tuple[Name, ...] = Field(default=(), description="Each partner in these states must have a commitment.")


class NoticePublished(_Requirement):
    """A notice has been published; ``since``: after the latest entry into that step."""

    kind: Literal["notice_published"]
    notice: NoticeName
    since: StepName | None = None


class ConflictsDeclared(_Requirement):
    """Each role has declared, everybody who acted in it has, and nobody with an unresolved conflict acts on."""

    kind: Literal["conflicts_declared"]
    roles: tuple[Name, ...] = Field(min_length=1)
    since: Name | None = Field(default=None, description="Declared after this stage was entered; empty: at any time.")


class ExclusionsChecked(_Requirement):
    """Every partner in the states was checked for exclusion and debarment since the current step was entered."""

    kind: Literal["exclusions_checked"]
    states: tuple[Name, ...] = Field(min_length=1)


class StandstillOver(_Requirement):
    """The standstill has been started by its notice and its last day is over."""

    kind: Literal["standstill_over"]
    deadline: Name


class LessonsRecorded(_Requirement):
    """What was learnt in a stage, what did not work included, has been written down."""

    kind: Literal["lessons_recorded"]
    stage: Name
    min: int = Field(default=1, ge=1, le=100)


class SummariesSent(_Requirement):
    """Assessment summaries went to every supplier with an assessed tender, all at the same time."""

    kind: Literal["summaries_sent"]


class RanksFirst(_Requirement):
    """The partner reaches every published minimum, and no rival of its lot has a better weighted total (UK-ASS-3)."""

    kind: Literal["ranks_first"]
    round: Name
    rivals: tuple[Name, ...] = Field(min_length=1, description="Partner states of those it is compared with.")


class LotsSettled(_Requirement):
    """Every lot either has a partner in one of the states or has ceased."""

    kind: Literal["lots_settled"]
    states: tuple[Name, ...] = Field(min_length=1)


class ConflictsConfirmed(_Requirement):
    """The conflicts assessment is accepted, and revised since the latest of these notices (UK-COI-3).

    Whoever publishes the notice that asks for it confirms as much, and the confirmation is recorded.
    """

    kind: Literal["conflicts_confirmed"]
    artefact: Name = Field(description="The conflicts assessment.")
    notices: tuple[NoticeName, ...] = Field(
        min_length=1, description="The notices that confirm it: a new version is accepted after the latest of them."
    )


class ExclusionsReported(_Requirement):
    """The appropriate authority was told of every supplier in the states (UK-EXC-5)."""

    kind: Literal["exclusions_reported"]
    states: tuple[Name, ...] = Field(min_length=1)


class ChangesProvided(_Requirement):
    """What was refined or modified has been published again, or provided again (UK-REF-4, UK-MOD-1)."""

    kind: Literal["changes_provided"]
    notice: NoticeName = Field(description="The notice that is published again.")
    artefact: Name | None = Field(
        default=None, description="The documents which, provided again, serve for a refinement too."
    )


class IndicatorsSet(_Requirement):
    """Key performance indicators are set, and published, or it is recorded why none is appropriate (UK-KPI-1)."""

    kind: Literal["indicators_set"]
    states: tuple[Name, ...] = Field(min_length=1, description="Each partner in these states has its own.")
    min: int = Field(default=3, ge=1, le=50)
    published: bool = Field(default=True, description="They have been published, too.")


Requirement = Annotated[
    ArtefactAccepted
    | ArtefactFiled
    | ArtefactReviewed
    | DecisionTaken
    | DeadlinePassed
    | DeadlineNotPassed
    | PartnersInState
    | EveryPartnerAssessed
    | BudgetCovers
    | NoticePublished
    | ConflictsDeclared
    | ExclusionsChecked
    | StandstillOver
    | LessonsRecorded
    | SummariesSent
    | RanksFirst
    | LotsSettled
    | ConflictsConfirmed
    | ExclusionsReported
    | ChangesProvided
    | IndicatorsSet,
    Field(discriminator="kind"),
]
