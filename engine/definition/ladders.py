"""Reminder ladders: how many working days before or after a deadline who is reminded of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import Field, model_validator

from engine.definition.words import Titled, Word


class LadderRole(StrEnum):
    """Whom a rung is for; which role of the procedure that is, each deadline says."""

    OWNER = "owner"
    DEPUTY = "deputy"
    SENIOR = "senior"


class RungRule(Word):
    """One rung: so many working days before the deadline's last day (0: on it) or after it, for these."""

    before: int | None = Field(default=None, ge=0, le=250, description="Working days before; 0 is the last day itself.")
    after: int | None = Field(default=None, ge=1, le=250, description="Working days after the last day.")
    to: tuple[LadderRole, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_place(self) -> RungRule:
        if (self.before is None) == (self.after is None):
            raise ValueError("give exactly one of: before, after")
        return self

    @property
    def place(self) -> int:
        """Working days from the last day: below zero before it, above zero after it."""
        return self.after if self.after is not None else -(self.before or 0)


class LadderRule(Titled):
    """A ladder: its rungs, and who is reminded every week once its last rung is past and the duty is still open."""

    rungs: tuple[RungRule, ...] = Field(min_length=1, max_length=40)
    weekly: tuple[LadderRole, ...] = Field(default=(), description="Every seven days after the end, until it is met.")

    @model_validator(mode="after")
    def _no_rung_twice(self) -> LadderRule:
        places = [(rung.place, role) for rung in self.rungs for role in rung.to]
        if len(set(places)) < len(places):
            raise ValueError("no two rungs may remind the same role on the same day")
        return self


def _before(*days: int) -> tuple[RungRule, ...]:
    return tuple(RungRule(before=number, to=(LadderRole.OWNER,)) for number in days)


_ON_THE_DAY = RungRule(before=0, to=(LadderRole.OWNER, LadderRole.DEPUTY))

PERIOD_LADDER: Final = LadderRule(title="Until a period ends", rungs=(*_before(10, 5, 2, 1), _ON_THE_DAY))
"""For a deadline that names no ladder and that nothing has to meet: when its last day is over, it is over."""

DUTY_LADDER: Final = LadderRule(
    title="Until a duty is met",
    rungs=(*_before(10, 5, 2, 1), _ON_THE_DAY, RungRule(after=1, to=(LadderRole.OWNER, LadderRole.SENIOR))),
    weekly=(LadderRole.OWNER, LadderRole.SENIOR),
)
"""For a deadline that names no ladder and that somebody has to meet: it climbs to the next level up, and goes on."""
