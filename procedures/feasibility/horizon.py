"""Every launch day of the horizon: what it leads to at best and at worst, and which fixed dates it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.definition import Definition
from engine.definition.plan import FixedDate, Launch
from engine.errors import InvalidInput
from engine.time.calendar import Calendar
from engine.time.dates import describe_date
from procedures.feasibility.solver import Found, Solver, World
from procedures.feasibility.timing import Timing, timing_of
from procedures.feasibility.ways import Ways, ways_of


class Kept(StrEnum):
    """Whether a date is kept: always, only when things go well, never, or not known where the calendar ends."""

    SURE = "sure"
    AT_BEST = "at best"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Span:
    """The earliest and the latest day on which a step is entered; None: beyond the calendar."""

    earliest: int | None
    latest: int | None


@dataclass(frozen=True, kw_only=True)
class LaunchDay:
    """What one launch day leads to: the span of each step, and whether each fixed date, and all of them, are kept."""

    launch: int
    steps: Mapping[str, Span]
    fixed: tuple[Kept, ...]
    in_time: bool
    feasible: Kept
    best: tuple[Found, ...]
    worst: tuple[Found, ...]

    def found(self, world: World) -> tuple[Found, ...]:
        """The days of each open way, at best or at worst."""
        return self.best if world is World.LEAST else self.worst


@dataclass(frozen=True, kw_only=True)
class Window:
    """A run of launch days alike, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        """Write it as 2027-01-04 to 2027-02-12."""
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """The whole horizon, with what is needed to explain any day of it."""

    launch: Launch
    solver: Solver
    ways: Ways
    timings: tuple[Timing, ...]
    days: tuple[LaunchDay, ...]

    @property
    def open_ways(self) -> tuple[Timing, ...]:
        """The ways that can be gone at all."""
        return tuple(timing for timing in self.timings if timing.blocked is None)

    @property
    def fixed_dates(self) -> tuple[FixedDate, ...]:
        """The dates that cannot be moved."""
        return () if self.solver.plan is None else self.solver.plan.fixed_dates

    def windows(self, wanted: Kept, number: int | None = None) -> tuple[Window, ...]:
        """The runs of launch days with one verdict, on a fixed date or on all of them together."""
        days = (d.launch for d in self.days if (d.feasible if number is None else d.fixed[number]) is wanted)
        return tuple(runs(days))


def figures(horizon: Horizon) -> tuple[str, ...]:
    """How many launch days will do, and when the goal is reached."""
    days, goal = horizon.days, horizon.ways.goal
    if not days:
        return ()
    number = {kept: sum(day.feasible is kept for day in days) for kept in Kept}
    more = f", not known {number[Kept.UNKNOWN]}" if number[Kept.UNKNOWN] else ""
    will_do = number[Kept.SURE] + number[Kept.AT_BEST]
    sure = f"{number[Kept.SURE]} of them even when work takes its most{more}"
    told = [f"Feasible launch days: {will_do} of {len(days)} ({sure})."]
    early = [day.steps[goal].earliest or 0 for day in days if day.steps[goal].earliest is not None]
    late = [day.steps[goal].latest or 0 for day in days if day.steps[goal].latest is not None]
    if early:
        title, first = horizon.solver.definition.steps[goal].title, describe_date(date.fromordinal(min(early)))
        last = describe_date(date.fromordinal(max(late))) if len(late) == len(days) else "beyond the calendar"
        told.append(f"{title} ({goal}): {first} at the earliest, {last} at the latest.")
    return tuple(told)


def runs(days: Iterator[int]) -> Iterator[Window]:
    """Days in order as windows without gaps."""
    first = last = None
    for day in days:
        if first is None or last is None:
            first = last = day
        elif day == last + 1:
            last = day
        else:
            yield Window(first=date.fromordinal(first), last=date.fromordinal(last))
            first = last = day
    if first is not None and last is not None:
        yield Window(first=date.fromordinal(first), last=date.fromordinal(last))


def horizon_of(definition: Definition, calendar: Calendar) -> Horizon:
    """Work out every launch day of the plan; a plan without any is InvalidInput."""
    if definition.plan is None or definition.plan.launch is None:
        raise InvalidInput(f"plan.launch: {definition.name} has no plan that says on which days it may be launched.")
    launch = definition.plan.launch
    solver, ways = Solver(definition, calendar), ways_of(definition)
    timings = tuple(timing_of(definition, ways.launch, way) for way in ways.ways)
    whole = Horizon(launch=launch, solver=solver, ways=ways, timings=timings, days=())
    first, last = launch.first.toordinal(), launch.last.toordinal()
    days = tuple(_day(whole, day) for day in range(first, last + 1)) if whole.open_ways else ()
    return Horizon(launch=launch, solver=solver, ways=ways, timings=timings, days=days)


def _day(whole: Horizon, launch: int) -> LaunchDay:
    solver, timings = whole.solver, whole.open_ways
    best = [solver.solve(timing, launch, World.LEAST) for timing in timings]
    worst = [solver.solve(timing, launch, World.MOST) for timing in timings]
    fixed = whole.fixed_dates
    at_best = [_verdicts(solver, fixed, t, found) for t, found in zip(timings, best, strict=True)]
    at_worst = [_verdicts(solver, fixed, t, found) for t, found in zip(timings, worst, strict=True)]
    return LaunchDay(
        launch=launch,
        steps=_spans(solver, timings, best, worst),
        fixed=tuple(_both([v[n] for v in at_best], [v[n] for v in at_worst]) for n in range(len(fixed))),
        in_time=any(not found.too_late for found in best),
        feasible=_both(
            [_whole(verdicts, found) for verdicts, found in zip(at_best, best, strict=True)],
            [_whole(verdicts, found) for verdicts, found in zip(at_worst, worst, strict=True)],
        ),
        best=tuple(best),
        worst=tuple(worst),
    )


def _spans(solver: Solver, timings: tuple[Timing, ...], best: list[Found], worst: list[Found]) -> dict[str, Span]:
    """Of each step the earliest of all ways at best and the latest of all ways at worst."""
    spans = {}
    for step in solver.definition.steps:
        at = [(n, t.entered[step]) for n, t in enumerate(timings) if step in t.entered]
        if not at:
            continue
        early = [day for n, var in at if (day := best[n].values[var]) is not None]
        late = [worst[n].values[var] for n, var in at]
        known = [day for day in late if day is not None]
        spans[step] = Span(earliest=min(early, default=None), latest=max(known) if len(known) == len(late) else None)
    return spans


def _verdicts(solver: Solver, fixed: tuple[FixedDate, ...], timing: Timing, found: Found) -> tuple[bool | None, ...]:
    """Whether one way keeps each fixed date; a way that does not enter its step has nothing to keep."""
    return tuple(_verdict(solver, one, timing, found) for one in fixed)


def _verdict(solver: Solver, fixed: FixedDate, timing: Timing, found: Found) -> bool | None:
    var = timing.entered.get(fixed.step)
    if var is None:
        return True
    day, entered = solver.fixed_day(fixed, found.values, timing), found.values[var]
    if day is None or found.values[0] is None or not solver.days.first <= found.values[0] <= solver.days.last:
        return None
    if entered is None:  # beyond the last day that is known: certainly after every day before that
        return (None if day > solver.days.last else False) if fixed.entered == "by" else True
    return entered <= day if fixed.entered == "by" else entered >= day


def _whole(verdicts: tuple[bool | None, ...], found: Found) -> bool | None:
    if found.too_late or False in verdicts:
        return False
    return None if None in verdicts else True


def _both(best: list[bool | None], worst: list[bool | None]) -> Kept:
    """Sure: on every way at worst. At best: on some way at best."""
    if all(verdict is True for verdict in worst):
        return Kept.SURE
    if any(verdict is True for verdict in best):
        return Kept.AT_BEST
    return Kept.UNKNOWN if any(verdict is None for verdict in best) else Kept.NEVER
