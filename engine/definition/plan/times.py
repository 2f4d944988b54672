"""Times of a plan: when the procedure may be launched, how long its work takes, and which dates are not to be moved."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from engine.definition.plan.figures import Estimate, Lasting
from engine.definition.words import Name, StepName, Titled, Word

YearDay = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
"""A day of every year such as ``"03-31"``, or of one year such as ``"2027-03-31"``."""

LONGEST_HORIZON: Final = 1461
"""Launch days looked at: four years are more than any calendar of bank holidays knows."""


def _real(day: str) -> str:
    try:
        date.fromisoformat(day if len(day) > len("03-31") else f"2028-{day}")
    except ValueError:
        raise ValueError(f'"{day}" is no day of the calendar') from None
    if day == "02-29":
        raise ValueError('"02-29" is not in every year: name a year, or another day')
    return day


class Launch(Word):
    """The days on which the procedure may be launched, which is to enter a step: the first one, if none is named."""

    step: StepName | None = Field(default=None, description="The step whose entry is the launch; default: the initial.")
    first: date
    last: date

    @model_validator(mode="after")
    def _some_days(self) -> Launch:
        if self.first > self.last:
            raise ValueError(f"the last launch day {self.last} lies before the first, {self.first}")
        if (self.last - self.first).days >= LONGEST_HORIZON:
            raise ValueError(f"at most {LONGEST_HORIZON} launch days: the last would be too far from {self.first}")
        return self


class StepPlan(Word):
    """A step: the work that people do in it, beyond every period of the law, and the hours of staff by role."""

    takes: Lasting | None = Field(default=None, description="Days of work from entering it until it can be left.")
    hours: dict[Name, Estimate] = Field(default_factory=dict, description="Hours of staff, by role, in all.")


class Closure(Titled):
    """Days on which nobody of the authority works and no move is made; periods of the law run on."""

    first: YearDay
    last: YearDay

    _days = field_validator("first", "last")(_real)

    @model_validator(mode="after")
    def _alike(self) -> Closure:
        if len(self.first) != len(self.last):
            raise ValueError("first and last both name a year, or neither does")
        if len(self.first) > len("03-31") and self.first > self.last:
            raise ValueError(f"it ends on {self.last}, before it begins on {self.first}")
        return self


class FixedDate(Titled):
    """A date that cannot be moved: a step must be entered by it, or not before it."""

    on: YearDay
    step: StepName
    entered: Literal["by", "from"] = Field(description="by: on that day or before; from: on that day or after.")
    counted_from: StepName | None = Field(
        default=None,
        description="For a day of every year: the first such day from the entry into this step; default: the launch.",
    )
    year: int = Field(default=1, ge=1, le=20, description="For a day of every year: 1 the first such day, 2 the next.")

    _day = field_validator("on")(_real)

    @property
    def yearly(self) -> bool:
        """Whether it is a day of every year."""
        return len(self.on) == len("03-31")

    @model_validator(mode="after")
    def _of_a_year(self) -> FixedDate:
        if not self.yearly and (self.counted_from is not None or self.year != 1):
            raise ValueError("counted_from and year belong to a day of every year, and this one names its year")
        return self
