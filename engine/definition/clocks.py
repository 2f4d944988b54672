"""Deadlines: what starts them, how long they run and how the days are counted."""

from __future__ import annotations

from pydantic import Field, model_validator

from engine.definition.words import Name, NoticeName, RuleId, StepName, Titled, Word
from engine.time.periods import Counting, Period, Unit


class PeriodRule(Word):
    """A length of time in days, with its unit and its way of counting."""

    length: int = Field(ge=1, le=3660)
    unit: Unit
    counting: Counting

    @property
    def period(self) -> Period:
        """The same as a value that the arithmetic understands."""
        return Period(length=self.length, unit=self.unit, counting=self.counting)


class Minimum(Word):
    """The least time that must be given; the shortest applicable row counts (UK: s.54(3)-(4))."""

    period: PeriodRule
    when: Name | None = Field(default=None, description="Applies only when this fact was answered yes.")
    rules: tuple[RuleId, ...] = ()


class Starts(Word):
    """The event that starts the clock: a notice being published or a step being entered."""

    notice: NoticeName | None = None
    step: StepName | None = None

    @model_validator(mode="after")
    def _one_start(self) -> Starts:
        if (self.notice is None) == (self.step is None):
            raise ValueError("give exactly one of: notice, step")
        return self


class DeadlineRule(Titled):
    """A deadline is either computed from its start (``period``) or set to a moment by a person (``set_by``)."""

    starts: Starts
    when: Name | None = Field(default=None, description="Runs only when this fact was answered yes.")
    period: PeriodRule | None = None
    set_by: tuple[Name, ...] = Field(default=(), description="Roles that may set or extend it.")
    minimum: tuple[Minimum, ...] = ()
    may_be_longer: bool = Field(default=False, description="A longer period stated in the notice binds (UK-SS-1).")
    missed: str = Field(default="", description="What follows when it passes unmet, in a sentence.", max_length=2000)

    @model_validator(mode="after")
    def _computed_or_set(self) -> DeadlineRule:
        if self.period is None and not self.set_by:
            raise ValueError("a deadline needs either a period (computed) or set_by (set by a person)")
        if self.period is not None and self.minimum:
            raise ValueError("a computed deadline has no minimum: its period is the minimum")
        return self
