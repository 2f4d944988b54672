"""The story of one launch day: a sentence for each step that takes time, with what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.definition import TableRow
from engine.time.dates import describe_date
from procedures.feasibility.solver import Found, Solver, World, amount
from procedures.feasibility.timing import Point, Timing, Wait


@dataclass(frozen=True, kw_only=True)
class Story:
    """One way on one launch day, with how long work takes."""

    solver: Solver
    timing: Timing
    found: Found
    world: World

    def until(self, step: str | None = None) -> tuple[str, ...]:
        """From the launch up to a step, only what takes time: when each step is entered, and why not before."""
        return tuple(self._told(step))

    def why(self, step: str) -> str:
        """Why a step is not entered before its day."""
        point = next((one for one in self.timing.points if one.enters == step), None)
        return "the launch" if point is None else self._because(point)

    def _told(self, until: str | None) -> Iterator[str]:
        steps = self.solver.definition.steps
        first, before = next(iter(self.timing.entered)), self.found.values[0]
        yield f"{steps[first].title} ({first}) is entered on {shown(before)}, the launch."
        for point in self.timing.points:
            if not point.enters or first == until:
                continue
            at = self.found.values[point.var]
            title = f"{steps[point.enters].title} ({point.enters})"
            if at is None:
                yield f"{title} lies beyond {shown(self.solver.days.last)}, the last day that the calendar knows."
                return
            if at != before or point.enters == until:
                yield f"{title} is entered on {shown(at)}: {self._because(point)}."
            before = at
            if point.enters == until:
                return

    def _because(self, point: Point) -> str:
        """What a point waited for longest, followed back to work, a deadline or a fixed date."""
        reasons = self.solver.reasons(point, self.found.values, self.timing, self.world)
        (kind, name), day = max(reasons.items(), key=lambda item: (item[1], item[0][0] == "deadline"))
        if kind == "deadline":
            return self._deadline(next(wait for wait in point.needs.waits if wait.deadline == name))
        if kind == "fixed" and self.solver.plan is not None:
            return f"not before {shown(day)} ({self.solver.plan.fixed_dates[int(name)].title})"
        if kind == "work":
            return self._work(name)
        inside = {int(name)} if kind == "after" else set(point.needs.either[int(name)])
        earlier = [one for one in self.timing.points if one.var in inside and self.found.values[one.var] == day]
        if not earlier or earlier[0].enters:
            return "nothing to wait for"
        return self._because(earlier[0])

    def _work(self, step: str) -> str:
        plan = self.solver.plan
        planned = None if plan is None or step not in plan.steps else plan.steps[step].takes
        if planned is None or not amount(planned, self.world):
            return "nothing but a day on which somebody works"
        guess = ", assumed" if planned.assumed else ""
        number, unit = amount(planned, self.world), planned.unit.replace("-", " ")
        return f"{number} {unit.removesuffix('s') if number == 1 else unit} of work in {step}{guess}"

    def _deadline(self, wait: Wait) -> str:
        rule = self.solver.definition.deadlines[wait.deadline]
        last, row = self.solver.last_day(wait, self.found.values, self.world), self.solver.row(wait.deadline)
        cited = [*(row.rules if row is not None and row.rules else rule.rules)]
        if isinstance(row, TableRow):
            cited.append(f"{rule.table} row {row.row}")
        rules = f" ({', '.join(cited)})" if cited else ""
        return f'"{rule.title}" runs from {shown(self.found.values[wait.start])} to the end of {shown(last)}{rules}'


def shown(day: int | None) -> str:
    """An ordinal as people write the date."""
    return "a day beyond the calendar" if day is None else describe_date(date.fromordinal(day))
