"""The dates of a way for one launch day: points worked out in order, each once, on ordinals.

Every point is the latest of what it waits for, moved to a staffed day. No part of it falls when the launch day rises,
so that a later launch never leads to an earlier date; the tests hold that, and agree with a walk day by day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from engine.definition import Definition, Minimum
from engine.definition.plan import FixedDate, Lasting
from engine.errors import BeyondCalendar
from engine.time.calendar import Calendar
from engine.time.local_time import end_of_day, local_date, start_of_day
from engine.time.periods import IN_HOURS, Period, ending, last_day
from procedures.feasibility.days import BeyondTheCalendar, Days, nth_from
from procedures.feasibility.timing import Point, Timing, Wait, Within

Sofar = Sequence[int | None]
"""The days of a way as far as they are worked out."""


class World(StrEnum):
    """How long the work of people takes."""

    LEAST = "least"
    LIKELY = "likely"
    MOST = "most"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The days of one way for one launch day, as ordinals; what is missing lies beyond the calendar.

    ``too_late``: the places of moves that come after the deadline within which they must be made.
    """

    values: tuple[int | None, ...]
    too_late: tuple[str, ...] = ()


class Solver:
    """A definition with its plan and calendar, ready to be asked for the dates of any launch day."""

    def __init__(self, definition: Definition, calendar: Calendar) -> None:
        """Take what does not change from launch day to launch day."""
        self.definition, self.calendar = definition, calendar
        plan = definition.plan
        self.plan = plan
        self.days = Days(calendar, () if plan is None else plan.closures)
        self.answers: Mapping[str, bool] = {
            **({} if plan is None else plan.answers),
            **{name: settled.answer for name, settled in definition.settled.items()},
        }
        self._rows: dict[str, Minimum | None] = {}
        self._ends: dict[tuple[str, int, World], int] = {}

    def solve(self, timing: Timing, launch: int, world: World) -> Found:
        """Work out every point in order; the first that lies beyond the calendar ends it."""
        values: list[int | None] = [None] * timing.size
        values[0] = launch
        try:
            self.days.staffed(launch)
            for point in timing.points:
                values[point.var] = self._value(point, values, timing, world)
        except BeyondTheCalendar:
            pass
        late = tuple(one.where for one in timing.within if self._is_late(one, values, world))
        return Found(values=tuple(values), too_late=late)

    def _is_late(self, one: Within, values: Sofar, world: World) -> bool:
        at = values[one.at]
        try:
            return at is not None and at > self.last_day(one.wait, values, world)
        except BeyondTheCalendar:
            return False  # the move lies within the calendar, and the deadline beyond it

    def _value(self, point: Point, values: Sofar, timing: Timing, world: World) -> int:
        return self.days.staffed(max(self.reasons(point, values, timing, world).values()))

    def reasons(self, point: Point, values: Sofar, timing: Timing, world: World) -> dict[tuple[str, str], int]:
        """Each day that a point waits for, by what it is: kind and name."""
        needs = point.needs
        if point.work:
            return {("work", point.step): self._worked(point.step, _known(values[needs.after[0]]), world)}
        found: dict[tuple[str, str], int] = {("after", str(var)): _known(values[var]) for var in needs.after}
        for wait in needs.waits:
            found["deadline", wait.deadline] = self.open_from(wait, values, world)
        for number, group in enumerate(needs.either):
            found["either", str(number)] = min(_known(values[var]) for var in group)
        for number, fixed in self._releases.get(point.enters, ()):
            if (day := self.fixed_day(fixed, values, timing)) is not None:
                found["fixed", str(number)] = day
        return found

    def lasts(self, what: str, planned: Lasting, world: World) -> int:  # noqa: ARG002 - a simulation draws for each
        """The days that a step's work or a planned deadline takes in one world."""
        return amount(planned, world)

    def _worked(self, step: str, entered: int, world: World) -> int:
        planned = None if self.plan is None or step not in self.plan.steps else self.plan.steps[step].takes
        return entered if planned is None else self.days.work(entered, self.lasts(step, planned, world), planned.unit)

    @cached_property
    def _releases(self) -> dict[str, tuple[tuple[int, FixedDate], ...]]:
        """The fixed dates before which each step is not entered."""
        found: dict[str, tuple[tuple[int, FixedDate], ...]] = {}
        for number, fixed in enumerate(() if self.plan is None else self.plan.fixed_dates):
            if fixed.entered == "from":
                found[fixed.step] = (*found.get(fixed.step, ()), (number, fixed))
        return found

    def fixed_day(self, fixed: FixedDate, values: Sofar, timing: Timing) -> int | None:
        """The day that a fixed date means for this launch; None until the step it is counted from is entered."""
        if not fixed.yearly:
            return date.fromisoformat(fixed.on).toordinal()
        var = 0 if fixed.counted_from is None else timing.entered.get(fixed.counted_from)
        anchor = None if var is None else values[var]
        return None if anchor is None else nth_from(fixed.on, anchor, fixed.year)

    def open_from(self, wait: Wait, values: Sofar, world: World) -> int:
        """The first day on which a deadline is over: the day after its last, or that day if it ends at an hour."""
        rule = self.definition.deadlines[wait.deadline]
        at_an_hour = rule.period is not None and (rule.period.ends_at is not None or rule.period.unit in IN_HOURS)
        return self.last_day(wait, values, world) + (not at_an_hour)

    def last_day(self, wait: Wait, values: Sofar, world: World) -> int:
        """The last day of a deadline: the law's period, or what the plan gives if that is longer."""
        start = _known(values[wait.start])
        key = (wait.deadline, start, world)
        if key not in self._ends:
            self._ends[key] = self._last_day(wait.deadline, start, world)
        return self._ends[key]

    def _last_day(self, deadline: str, start: int, world: World) -> int:
        longest = start
        period = self.least_period(deadline)
        if period is not None:
            longest = self._period_ends(period, start, world)
        planned = None if self.plan is None else self.plan.deadlines.get(deadline)
        if planned is None:
            return longest
        return max(longest, self.days.run(start, self.lasts(deadline, planned, world), planned.unit))

    def least_period(self, deadline: str) -> Period | None:
        """The period that is computed, or the least that the law gives by the answers to the questions of fact."""
        rule = self.definition.deadlines[deadline]
        row = self.row(deadline)
        if rule.period is not None:
            return rule.period.period
        return None if row is None or row.period is None else row.period.period

    def row(self, deadline: str) -> Minimum | None:
        """UK s.54(3)-(4): of every row whose circumstance is true the shortest counts, and none is shorter than any."""
        if deadline not in self._rows:
            rows = [row for row in self.definition.least_periods(deadline) if row.applies(self.answers)]
            shortest = min(rows, key=lambda row: 0 if row.period is None else row.period.length, default=None)
            self._rows[deadline] = shortest
        return self._rows[deadline]

    def _period_ends(self, period: Period, start: int, world: World) -> int:
        on, zone = date.fromordinal(start), self.definition.zone
        try:
            if period.unit not in IN_HOURS:
                return last_day(on, period, self.calendar).toordinal()
            # Hours run from a moment of the day that nobody knows yet: its first at best, its last at worst.
            moment = start_of_day(on, zone) if world is World.LEAST else end_of_day(on, zone)
            due_at = ending(on, replace(period), self.calendar, zone, start_at=moment).due_at
            return local_date(due_at, zone).toordinal()
        except BeyondCalendar:
            raise BeyondTheCalendar from None


def amount(planned: Lasting, world: World) -> int:
    """The days of a figure in one world."""
    return {World.LEAST: planned.least, World.LIKELY: planned.likely, World.MOST: planned.most}[world]


def _known(value: int | None) -> int:
    if value is None:
        raise BeyondTheCalendar
    return value
