"""What is wrong with the dates of a definition: ways that are shut, launch days that miss a date, late duties.

A finding about dates carries the story of a launch day. Nothing is said of a day beyond the calendar but that it is not
known. MUST: no launch day of the horizon will do. WARN: some will not, or not when work takes longest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.definition import Definition
from engine.time.calendar import Calendar
from procedures.checker.finding import Finding, Severity
from procedures.feasibility.days import BeyondTheCalendar
from procedures.feasibility.horizon import Horizon, Kept, LaunchDay, Window, horizon_of, runs
from procedures.feasibility.solver import World
from procedures.feasibility.story import Story, shown
from procedures.feasibility.timing import Wait

MOST_WINDOWS: Final = 6
"""More windows than this are counted, not listed."""


def check(definition: Definition, calendar: Calendar | None) -> tuple[Finding, ...]:
    """Everything that the dates of a plan come to; without a plan or a calendar that is said, never guessed."""
    if definition.plan is None or definition.plan.launch is None:
        message = "no launch days are planned (plan.launch): whether the dates can be met is not checked"
        return (Finding(where="plan", message=message, severity=Severity.INFO),)
    if calendar is None:
        message = f'no calendar "{definition.calendar}" is at hand: whether the dates can be met is not checked'
        return (Finding(where="calendar", message=message, severity=Severity.WARN),)
    return findings(horizon_of(definition, calendar))


def findings(horizon: Horizon) -> tuple[Finding, ...]:
    """The findings of a horizon that is worked out."""
    shut = tuple(_shut(horizon))
    if shut:
        return shut
    dates = (*_fixed_dates(horizon), *_together(horizon), *_too_late(horizon), *_duties(horizon))
    return (*dates, *_cut_short(horizon), *_limit(horizon), *_periods(horizon), *_unplanned(horizon))


def _shut(horizon: Horizon) -> Iterator[Finding]:
    ways = horizon.ways
    if not ways.ways:
        message = (
            f"no moves lead from {ways.launch} to {ways.goal} without going back in the order of the file: "
            "list the steps in the order in which they come, or say until: in the plan"
        )
        plan = horizon.solver.plan
        yield Finding(where="plan.until" if plan is not None and plan.until else "stages", message=message)
    elif not horizon.open_ways:
        for where, words in dict.fromkeys(t.blocked for t in horizon.timings if t.blocked is not None):
            yield Finding(where=where, message=f"what is asked for never happens on the way to {ways.goal}: {words}")


def _cut_short(horizon: Horizon) -> Iterator[Finding]:
    ways = horizon.ways
    if ways.cut_short:
        message = f"there are more than {len(ways.ways)} ways to {ways.goal}: dates are worked out for that many"
        yield Finding(where="moves", message=message, severity=Severity.WARN)


def _fixed_dates(horizon: Horizon) -> Iterator[Finding]:
    for number, fixed in enumerate(horizon.fixed_dates):
        never, where = horizon.windows(Kept.NEVER, number), f"plan.fixed_dates[{number}]"
        asked = f"{fixed.step} {'by' if fixed.entered == 'by' else 'not before'} {fixed.on}"
        rule = next(iter(fixed.rules), "")
        if all(fixed.step not in timing.entered for timing in horizon.open_ways):
            message = f"{fixed.title}: {fixed.step} is not on any way to {horizon.ways.goal}"
            yield Finding(where=where, message=message, severity=Severity.WARN, rule=rule)
        elif never:
            whole = _days_in(never) == len(horizon.days)
            which = "can be met on no launch day of the horizon" if whole else f"is missed if launched {_listed(never)}"
            message = f"{fixed.title} ({asked}) {which}, even when work takes its least"
            yield Finding(
                where=where,
                message=message,
                rule=rule,
                severity=Severity.MUST if whole else Severity.WARN,
                story=_missed(horizon, number, never[0]),
            )
        if hopeful := horizon.windows(Kept.AT_BEST, number):
            message = f"{fixed.title} ({asked}) is missed when work takes its most, if launched {_listed(hopeful)}"
            yield Finding(where=where, message=message, rule=rule, severity=Severity.INFO)
        if unknown := horizon.windows(Kept.UNKNOWN, number):
            message = f"{fixed.title} ({asked}): not known where the calendar ends, if launched {_listed(unknown)}"
            yield Finding(where=where, message=message, rule=rule, severity=Severity.WARN)


def _missed(horizon: Horizon, number: int, window: Window) -> tuple[str, ...]:
    """The story of the first launch day that misses a fixed date, on the way that comes nearest to keeping it."""
    solver, launch, fixed = horizon.solver, window.first.toordinal(), horizon.fixed_dates[number]
    told = [
        (solver.solve(timing, launch, World.LEAST), timing)
        for timing in horizon.open_ways
        if fixed.step in timing.entered
    ]
    far = solver.days.last + 1
    found, timing = min(told, key=lambda one: one[0].values[one[1].entered[fixed.step]] or far)
    entered, due = found.values[timing.entered[fixed.step]], solver.fixed_day(fixed, found.values, timing)
    sentences = Story(solver=solver, timing=timing, found=found, world=World.LEAST).until(fixed.step)
    if entered is None or due is None:
        return sentences
    return (*sentences, f"{fixed.title} is {shown(due)}: {_days(abs(entered - due))} {_side(entered, due)}.")


def _together(horizon: Horizon) -> Iterator[Finding]:
    """Each date can be met by itself, and no launch day meets them all."""
    numbers = range(len(horizon.days[0].fixed) if horizon.days else 0)
    alone = all(any(day.fixed[n] is not Kept.NEVER for day in horizon.days) for n in numbers)
    if alone and len(numbers) > 1 and all(day.feasible is Kept.NEVER and day.in_time for day in horizon.days):
        message = "no launch day of the horizon meets all fixed dates together, though each of them can be met"
        yield Finding(where="plan.fixed_dates", message=message)


def _too_late(horizon: Horizon) -> Iterator[Finding]:
    """Moves that can only be made while a computed deadline runs, and come after it."""
    late = [day for day in horizon.days if not day.in_time]
    if not late:
        return
    solver, launch = horizon.solver, late[0].launch
    timing = horizon.open_ways[0]
    found = solver.solve(timing, launch, World.LEAST)
    when = _listed(_windows(late))
    for one in (one for one in timing.within if one.where in found.too_late):
        title = solver.definition.deadlines[one.wait.deadline].title
        message = f'"{title}" has passed when this is asked, if launched {when}'
        yield Finding(
            where=one.where,
            message=message,
            severity=Severity.MUST if len(late) == len(horizon.days) else Severity.WARN,
            story=Story(solver=solver, timing=timing, found=found, world=World.LEAST).until(),
        )


def _duties(horizon: Horizon) -> Iterator[Finding]:
    """Deadlines that something must meet, and by this plan meets too late: at best a fault, at worst a warning."""
    told: set[str] = set()
    for world in (World.LEAST, World.MOST):
        for number, timing in enumerate(horizon.open_ways):
            for name in sorted(timing.met.keys() - told):
                late = [day for day in horizon.days if _late(horizon, number, day, name, world)]
                if late:
                    told.add(name)
                    yield _duty(horizon, number, late, name, world)


def _duty(horizon: Horizon, number: int, late: list[LaunchDay], name: str, world: World) -> Finding:
    rule, timing = horizon.solver.definition.deadlines[name], horizon.open_ways[number]
    how = "even when work takes its least" if world is World.LEAST else "when work takes its most"
    hopeless = world is World.LEAST and len(late) == len(horizon.days)
    found = late[0].found(world)[number]
    return Finding(
        where=f"deadlines.{name}",
        message=f'by this plan "{rule.title}" is missed {how}, if launched {_listed(_windows(late))}',
        rule=next(iter(rule.rules), ""),
        severity=Severity.MUST if hopeless else Severity.WARN,
        story=Story(solver=horizon.solver, timing=timing, found=found, world=world).until(),
    )


def _late(horizon: Horizon, number: int, day: LaunchDay, name: str, world: World) -> bool:
    timing, values = horizon.open_ways[number], day.found(world)[number].values
    start, met = values[timing.started[name]], values[timing.met[name]]
    if start is None or met is None:
        return False
    try:
        return met > horizon.solver.last_day(Wait(deadline=name, start=timing.started[name]), values, world)
    except BeyondTheCalendar:
        return False  # the duty ends beyond the calendar, and is met within it


def _limit(horizon: Horizon) -> Iterator[Finding]:
    """Where the calendar ends: which step, from which launch day on, has no date."""
    for step in horizon.days[0].steps if horizon.days else ():
        beyond = [day for day in horizon.days if day.steps[step].latest is None]
        if beyond:
            every = len(beyond) == len(horizon.days)
            never = " on any launch day" if every else f" if launched {_listed(_windows(beyond))}"
            message = (
                f"the latest entry into {step} is not known{never}: {_known(horizon)}, and no day beyond it is guessed"
            )
            yield Finding(where="plan.launch", message=message, severity=Severity.WARN)
            return  # later steps lie further beyond


def _periods(horizon: Horizon) -> Iterator[Finding]:
    """Deadlines that a person sets: shorter in the plan than the law allows, or without any length to count with."""
    solver = horizon.solver
    waited = {w.deadline for t in horizon.open_ways for point in t.points for w in point.needs.waits}
    for name in sorted(waited):
        rule = solver.definition.deadlines[name]
        planned = None if solver.plan is None else solver.plan.deadlines.get(name)
        period, row = solver.least_period(name), solver.row(name)
        if period is None and planned is None:
            message = f"how long {name} will run is not planned: it is counted as over on the day after it starts"
            yield Finding(where=f"deadlines.{name}", message=message, severity=Severity.WARN)
        same = period is not None and planned is not None and period.unit == planned.unit
        if same and period is not None and planned is not None and planned.least < period.length:
            message = f"planned for {planned.least} {planned.unit}, the least is {period}: counted with that"
            cited = row.rules if row is not None and row.rules else rule.rules
            where = f"plan.deadlines.{name}"
            yield Finding(where=where, message=message, rule=next(iter(cited), ""), severity=Severity.WARN)


def _unplanned(horizon: Horizon) -> Iterator[Finding]:
    """Steps on the way whose work nobody planned: they are counted as done at once."""
    plan = horizon.solver.plan
    entered = dict.fromkeys(s for t in horizon.open_ways for s in t.entered if s != horizon.ways.goal)
    silent = [s for s in entered if plan is None or s not in plan.steps or plan.steps[s].takes is None]
    if silent:
        message = f"no work is planned (takes) in {', '.join(silent)}: counted as done on the day of entry"
        yield Finding(where="plan.steps", message=message, severity=Severity.INFO)


def _known(horizon: Horizon) -> str:
    """What the calendar knows: mostly only its end matters."""
    days = horizon.solver.days
    begins = "" if horizon.days[0].launch >= days.first else f"begins on {shown(days.first)} and "
    return f"the calendar {begins}ends on {shown(days.last)}"


def _windows(days: list[LaunchDay]) -> tuple[Window, ...]:
    return tuple(runs(day.launch for day in days))


def _listed(windows: tuple[Window, ...]) -> str:
    told = ", ".join(str(window) for window in windows[:MOST_WINDOWS])
    return told if len(windows) <= MOST_WINDOWS else f"{told} and in {len(windows) - MOST_WINDOWS} more windows"


def _days_in(windows: tuple[Window, ...]) -> int:
    return sum((window.last - window.first).days + 1 for window in windows)


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def _side(entered: int, due: int) -> str:
    return "too late" if entered > due else "too early"
