"""The dates of a definition as they are shown: a table of steps for one launch day, or for the whole horizon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.definition import Definition
from engine.time.calendar import Calendar
from procedures.feasibility.horizon import Horizon, Kept, Window, horizon_of
from procedures.feasibility.solver import Found, Solver, World
from procedures.feasibility.story import Story
from procedures.feasibility.timing import Timing, timing_of
from procedures.feasibility.ways import ways_of


@dataclass(frozen=True, kw_only=True)
class StepDates:
    """When one step is entered; None lies beyond the calendar. ``why``: what it waits for longest, as likely."""

    step: str
    title: str
    stage: str
    earliest: date | None
    likely: date | None
    latest: date | None
    why: str


@dataclass(frozen=True, kw_only=True)
class FixedDateKept:
    """A date that cannot be moved, as a day of this launch, and whether it is kept."""

    title: str
    step: str
    entered: str
    on: str
    kept: Kept
    never: tuple[Window, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LaunchDates:
    """The dates of one launch day, on the way that most likely ends first."""

    definition: str
    version: str
    calendar: str
    launch: date
    goal: str
    steps: tuple[StepDates, ...]
    shut: str = ""


@dataclass(frozen=True, kw_only=True)
class HorizonStep:
    """When one step is entered if launched on the first and on the last day of the horizon."""

    step: str
    title: str
    stage: str
    first_earliest: date | None
    first_latest: date | None
    last_earliest: date | None
    last_latest: date | None


@dataclass(frozen=True, kw_only=True)
class HorizonDates:
    """The dates of a whole horizon: how many launch days will do, which never will, and its first and last day.

    ``shut``: why no way can be gone at all.
    """

    definition: str
    version: str
    calendar: str
    first: date
    last: date
    launch_days: int
    sure: int
    at_best: int
    unknown: int
    never: tuple[Window, ...]
    fixed_dates: tuple[FixedDateKept, ...]
    steps: tuple[HorizonStep, ...]
    goal: str
    shut: str = ""


def launch_dates(definition: Definition, calendar: Calendar, launch: date) -> LaunchDates:
    """Work out one launch day; where no way can be gone, ``shut`` says why."""
    solver, ways = Solver(definition, calendar), ways_of(definition)
    timings = tuple(timing_of(definition, ways.launch, way) for way in ways.ways)
    open_ways = [timing for timing in timings if timing.blocked is None]
    shut = "" if open_ways else _shut(timings, ways.goal)
    steps: tuple[StepDates, ...] = ()
    if open_ways:
        told = [(solver.solve(timing, launch.toordinal(), World.LIKELY), timing) for timing in open_ways]
        likely, timing = min(told, key=lambda one: one[0].values[one[1].entered[ways.goal]] or solver.days.last + 1)
        steps = _steps(solver, timing, likely, launch)
    return LaunchDates(
        definition=definition.name,
        version=definition.version,
        calendar=f"{calendar.name}-{calendar.version}",
        launch=launch,
        goal=ways.goal,
        steps=steps,
        shut=shut,
    )


def _steps(solver: Solver, timing: Timing, likely: Found, launch: date) -> tuple[StepDates, ...]:
    definition = solver.definition
    least, most = (solver.solve(timing, launch.toordinal(), world) for world in (World.LEAST, World.MOST))
    story = Story(solver=solver, timing=timing, found=likely, world=World.LIKELY)
    return tuple(
        StepDates(
            step=step,
            title=definition.steps[step].title,
            stage=definition.stage_of[step],
            earliest=_date(least.values[var]),
            likely=_date(likely.values[var]),
            latest=_date(most.values[var]),
            why="" if likely.values[var] is None else story.why(step),
        )
        for step, var in timing.entered.items()
    )


def horizon_dates(definition: Definition, calendar: Calendar) -> HorizonDates:
    """Work out the whole horizon of the plan; a plan without launch days is InvalidInput."""
    horizon = horizon_of(definition, calendar)
    launch = horizon.launch
    number = {kept: sum(day.feasible is kept for day in horizon.days) for kept in Kept}
    return HorizonDates(
        definition=definition.name,
        version=definition.version,
        calendar=f"{calendar.name}-{calendar.version}",
        first=launch.first,
        last=launch.last,
        launch_days=len(horizon.days),
        sure=number[Kept.SURE],
        at_best=number[Kept.AT_BEST],
        unknown=number[Kept.UNKNOWN],
        never=horizon.windows(Kept.NEVER),
        fixed_dates=_fixed(horizon) if horizon.days else (),
        steps=_ends(horizon),
        goal=horizon.ways.goal,
        shut="" if horizon.open_ways else _shut(horizon.timings, horizon.ways.goal),
    )


def _shut(timings: tuple[Timing, ...], goal: str) -> str:
    """Why no way can be gone: what the first of them asks for and never gets."""
    return next((t.blocked[1] for t in timings if t.blocked is not None), f"no moves lead to {goal}")


def _fixed(horizon: Horizon) -> tuple[FixedDateKept, ...]:
    return tuple(
        FixedDateKept(
            title=fixed.title,
            step=fixed.step,
            entered=fixed.entered,
            on=fixed.on,
            kept=_overall({day.fixed[number] for day in horizon.days}),
            never=horizon.windows(Kept.NEVER, number),
        )
        for number, fixed in enumerate(horizon.fixed_dates)
    )


def _overall(kept: set[Kept]) -> Kept:
    """One verdict for the horizon: the one of all its days, or that it depends on the day."""
    return next(iter(kept)) if len(kept) == 1 else Kept.AT_BEST


def _ends(horizon: Horizon) -> tuple[HorizonStep, ...]:
    if not horizon.days:
        return ()
    definition, first, last = horizon.solver.definition, horizon.days[0], horizon.days[-1]
    return tuple(
        HorizonStep(
            step=step,
            title=definition.steps[step].title,
            stage=definition.stage_of[step],
            first_earliest=_date(span.earliest),
            first_latest=_date(span.latest),
            last_earliest=_date(last.steps[step].earliest),
            last_latest=_date(last.steps[step].latest),
        )
        for step, span in first.steps.items()
    )


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
