"""Deadlines: what starts and meets them, how long they run, how the days are counted, when they stand still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from engine.definition.consequences import Consequence
from engine.definition.periods import PeriodRule
from engine.definition.words import LATER, Name, NoticeName, RuleId, StepName, Text, Titled, Word
from engine.time.periods import IN_HOURS

Overlay = Literal["suspended", "paused"]
"""What lies over a stage: a court's suspension, or the authority's own pause."""


Facts = Name | tuple[Name, ...]
"""One question of fact, or several."""


def named(facts: Facts | None) -> tuple[str, ...]:
    """The facts of a condition, whether one was written or a list."""
    return () if facts is None else (facts,) if isinstance(facts, str) else facts


class Minimum(Word):
    """The least time that must be given, or none; of the rows that apply the shortest counts (UK: s.54(3)-(4))."""

    period: PeriodRule | None = None
    none: bool = Field(default=False, description="No least time: the row frees the authority from any.")
    when: Facts | None = Field(default=None, description="Applies only when each of these facts was answered yes.")
    unless: Facts | None = Field(default=None, description="Applies only when none of these facts was answered yes.")
    rules: tuple[RuleId, ...] = ()

    @model_validator(mode="after")
    def _period_or_none(self) -> Minimum:
        if (self.period is None) != self.none:
            raise ValueError("give exactly one of: period, none: true")
        # An hour on the last day would shorten what the law gives in whole days (law.md 10, trap 37).
        if self.period is not None and (self.period.unit in IN_HOURS or self.period.ends_at is not None):
            raise ValueError("a least time is given in whole days or months, without an hour")
        return self

    def applies(self, answers: Mapping[str, bool]) -> bool:
        """Whether its circumstance is true by the answers to the questions of fact."""
        wanted = all(answers.get(fact, False) for fact in named(self.when))
        return wanted and not any(answers.get(fact, False) for fact in named(self.unless))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that choose it."""
        return (*named(self.when), *named(self.unless))


class TableRow(Minimum):
    """One row of a table of the law: its number there, and the circumstance in words."""

    row: int = Field(ge=1, le=99, description="The number of the row, as the law or the rule book counts.")
    circumstance: Text
    declared: bool = Field(default=False, description="Relied on only if the tender notice says so.")


class PeriodTable(Titled):
    """A decision table of the law, written once and named by every deadline that it governs (UK: section 54)."""

    rows: tuple[TableRow, ...] = Field(min_length=1)


EVENT_KINDS = ("notice", "step", "partner_move", "decision", "submitted", "accepted", "happened")
EventKey = tuple[str, str, str]

Happening = Literal[
    "claim_notified", "contract_changed", "contract_changed_by_notice", "criteria_refined", "exclusions_reported",
    "modified", "modified_before_closing",
]  # fmt: skip
"""What has no name of its own in a definition, because it happens or does not."""

HAPPENINGS: dict[str, str] = {
    "claim_notified": "notification of a claim",
    "contract_changed": "change of a contract",
    "contract_changed_by_notice": "change of a contract that needed its notice",
    "criteria_refined": "refinement of criteria",
    "exclusions_reported": "report of the last exclusion that was not reported",
    "modified": "modification of notice or documents",
    "modified_before_closing": "modification that is published again",
}
"""The same for people."""


class NamedEvent(Word):
    """One thing that can happen in a procedure, by its name; the first one counts, whichever partner's it is."""

    notice: NoticeName | None = Field(default=None, description="The notice is published: on the day of publication.")
    step: StepName | None = Field(default=None, description="The step is entered.")
    partner_move: Name | None = Field(default=None, description="A partner makes this move.")
    decision: Name | None = Field(default=None, description="The decision stands, confirmed where it must be.")
    outcome: Literal["pass", "hold", "stop"] = Field(default="pass", description="The outcome of the decision.")
    submitted: Name | None = Field(default=None, description="A version of this artefact is put on file.")
    accepted: Name | None = Field(default=None, description="This artefact is accepted.")
    happened: Annotated[Happening | None, LATER] = Field(default=None, description="Something of this kind happens.")

    @model_validator(mode="after")
    def _one_event(self) -> NamedEvent:
        if sum(getattr(self, kind) is not None for kind in EVENT_KINDS) != 1:
            raise ValueError(f"give exactly one of: {', '.join(EVENT_KINDS)}")
        if self.outcome != "pass" and self.decision is None:
            raise ValueError("outcome belongs to a decision")
        return self

    @property
    def key(self) -> EventKey:
        """What it is told by: its kind, its name, and the outcome of a decision."""
        kind = next(kind for kind in EVENT_KINDS if getattr(self, kind) is not None)
        return kind, self.name, self.outcome if kind == "decision" else ""

    @property
    def name(self) -> str:
        """The name of the notice, step, move, decision or artefact."""
        found = (self.notice, self.step, self.partner_move, self.decision, self.submitted, self.accepted, self.happened)
        return next(name for name in found if name is not None)

    def __str__(self) -> str:
        """Write it for people: "publication of UK6"."""
        if self.notice is not None:
            return f"publication of {self.notice}"
        if self.step is not None:
            return f"entry into {self.step}"
        if self.partner_move is not None:
            return f"first partner move {self.partner_move}"
        if self.decision is not None:
            return f"decision {self.decision} ({self.outcome})"
        if self.happened is not None:
            return HAPPENINGS[self.happened]
        return f"{'acceptance' if self.accepted else 'submission'} of {self.name}"


class Starts(NamedEvent):
    """The event that starts the clock."""


class DeadlineRule(Titled):
    """A deadline is either computed from its start (``period``) or set to a moment by a person (``set_by``)."""

    starts: Starts
    met_by: tuple[NamedEvent, ...] = Field(default=(), description="What meets it: any one of these, once it runs.")
    when: Name | None = Field(default=None, description="Runs only when this fact was answered yes.")
    period: PeriodRule | None = None
    set_by: tuple[Name, ...] = Field(default=(), description="Roles that may set or extend it.")
    minimum: tuple[Minimum, ...] = ()
    table: Name | None = Field(default=None, description="The table of least periods that governs it.")
    may_be_longer: bool = Field(default=False, description="A longer period stated in the notice binds (UK-SS-1).")
    stands_still: tuple[Overlay, ...] = Field(
        default=(), description="While a court suspends or the authority pauses the procedure; the rest is kept."
    )
    missed: str = Field(default="", description="What follows when it passes unmet, in a sentence.", max_length=2000)
    ladder: Name | None = Field(default=None, description="Who is reminded when; default: the usual ladder.")
    owner: Name | None = Field(default=None, description="The role that sees to it; default: who sets or publishes.")
    deputy: Name | None = Field(default=None, description="The role that stands in for the owner.")
    senior: Name | None = Field(default=None, description="The next level up; default: the role that may waive.")
    then: tuple[Consequence, ...] = Field(default=(), description="Work that follows when it passes unmet.")
    again: Annotated[bool, LATER] = Field(
        default=False, description="Starts anew with each such event, once it was met; otherwise the first one counts."
    )

    @model_validator(mode="after")
    def _computed_or_set(self) -> DeadlineRule:
        if self.period is None and not self.set_by:
            raise ValueError("a deadline needs either a period (computed) or set_by (set by a person)")
        if self.period is not None and (self.minimum or self.table):
            raise ValueError("a computed deadline has no minimum: its period is the minimum")
        if self.minimum and self.table:
            raise ValueError("give either a minimum or a table, not both")
        if self.then and not self.met_by:
            raise ValueError("nothing follows (then) from a deadline that nothing meets (met_by): it only ends")
        return self
