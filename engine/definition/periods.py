"""Lengths of time in a definition: how they are written, and the value that the arithmetic understands."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from engine.definition.words import Word
from engine.errors import InvalidInput
from engine.time.periods import Counting, OpeningHours, Period, Rolling, RunsFrom, Unit

HourOfDay = Annotated[str, StringConstraints(pattern=r"^(0[4-9]|1[0-9]|2[0-3]):[0-5][0-9]$")]
"""A local time of day such as ``"12:00"``, in quotes; not before 04:00, when clocks change."""


class BusinessHours(Word):
    """The hours of a working day that count, in the procedure's zone."""

    opens: HourOfDay
    closes: HourOfDay


class PeriodRule(Word):
    """A length of time, with its unit, its way of counting, and what happens at its end."""

    length: int = Field(ge=1, le=3660)
    unit: Unit
    counting: Counting
    rolling: Rolling = Field(
        default=Rolling.NONE, description="Whether the end moves to a working day: not in PA23 (UK-CLK-2)."
    )
    runs_from: RunsFrom = Field(
        default=RunsFrom.START, description="Counted from the event, or from the end of its quarter or half-year."
    )
    ends_at: HourOfDay | None = Field(default=None, description="The hour at which the last day's period ends.")
    opening: BusinessHours | None = Field(default=None, description="For business hours, and only for them.")

    @model_validator(mode="after")
    def _makes_sense(self) -> PeriodRule:
        try:
            _ = self.period
        except InvalidInput as error:
            raise ValueError(str(error)) from None
        return self

    @property
    def period(self) -> Period:
        """The same as a value that the arithmetic understands."""
        opening = self.opening
        return Period(
            length=self.length,
            unit=self.unit,
            counting=self.counting,
            rolling=self.rolling,
            runs_from=self.runs_from,
            ends_at=None if self.ends_at is None else time.fromisoformat(self.ends_at),
            opening=None
            if opening is None
            else OpeningHours(opens=time.fromisoformat(opening.opens), closes=time.fromisoformat(opening.closes)),
        )
