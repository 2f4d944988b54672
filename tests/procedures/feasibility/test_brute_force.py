"""The solver agrees with a walk day by day, on random definitions, plans and calendars."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from engine.definition import Definition
from procedures.feasibility import Horizon, Kept, horizon_of
from procedures.feasibility.horizon import LaunchDay
from tests.procedures.feasibility.making import calendar_of, definition_of
from tests.procedures.feasibility.walking import Life, Year, lived, ways

QUICK = 60
ALL = 1000


def compare(seed: int) -> tuple[int, int]:
    """One random definition, every launch day of its plan; how many days and open ways were compared."""
    random = Random(seed)
    known, year = calendar_of(random)
    definition = definition_of(random)
    horizon = horizon_of(definition, known)
    goal = next(step for step, rule in definition.steps.items() if rule.ends)
    every = tuple(ways(definition, definition.initial, goal))
    assert {timing.way for timing in horizon.timings} == set(every), seed
    open_ways = [timing.way for timing in horizon.open_ways]
    shut = set(every) - set(open_ways)
    launch = definition.plan.launch if definition.plan else None
    assert launch is not None
    for way in shut:  # what the solver calls shut is never walked to its end
        assert lived(definition, year, way, launch.first, "least").place < len(way), (seed, way)
    for day in horizon.days:
        on = date.fromordinal(day.launch)
        least = [lived(definition, year, way, on, "least") for way in open_ways]
        most = [lived(definition, year, way, on, "most") for way in open_ways]
        same_dates(seed, horizon, day, least, most)
        assert day.fixed == tuple(kept(definition, year, n, least, most) for n in range(len(day.fixed))), (seed, on)
        assert day.feasible is whole(definition, year, least, most), (seed, on)
    return len(horizon.days), len(open_ways)


def same_dates(seed: int, horizon: Horizon, day: LaunchDay, least: list[Life], most: list[Life]) -> None:
    """Each way enters each step on the same day, at best and at worst."""
    for number, timing in enumerate(horizon.open_ways):
        for found, life in ((day.best[number], least[number]), (day.worst[number], most[number])):
            solved = {step: found.values[var] for step, var in timing.entered.items()}
            walked = {step: life.entered[step].toordinal() if step in life.entered else None for step in timing.entered}
            if not horizon.solver.days.first <= day.launch <= horizon.solver.days.last:
                continue
            assert solved == walked, (seed, date.fromordinal(day.launch), life.world, timing.way)
            assert bool(found.too_late) == life.late, (seed, date.fromordinal(day.launch), life.world)


def met(year: Year, life: Life, fixed: Any) -> bool | None:
    """Whether a life keeps a fixed date; None where nobody knows."""
    if fixed.step not in {m.target for m in life.way} | {m.source for m in life.way}:
        return True
    due = life.fixed_day(fixed)
    if due is None or not life.entered:
        return None
    entered = life.entered.get(fixed.step)
    if entered is None:
        return True if fixed.entered == "from" else None if due > year.last else False
    return entered <= due if fixed.entered == "by" else entered >= due


def verdict(best: list[bool | None], worst: list[bool | None]) -> Kept:
    """Sure when every way keeps it at worst, at best when some way does at best."""
    if all(one is True for one in worst):
        return Kept.SURE
    if True in best:
        return Kept.AT_BEST
    return Kept.UNKNOWN if None in best else Kept.NEVER


def kept(definition: Definition, year: Year, number: int, least: list[Life], most: list[Life]) -> Kept:
    """The verdict on one fixed date."""
    fixed = definition.plan.fixed_dates[number] if definition.plan else None
    return verdict([met(year, life, fixed) for life in least], [met(year, life, fixed) for life in most])


def whole(definition: Definition, year: Year, least: list[Life], most: list[Life]) -> Kept:
    """The verdict on all fixed dates and on moves that come too late."""

    def one(life: Life) -> bool | None:
        told = [met(year, life, fixed) for fixed in (definition.plan.fixed_dates if definition.plan else ())]
        return False if life.late or False in told else None if None in told else True

    return verdict([one(life) for life in least], [one(life) for life in most])


def test_the_solver_agrees_with_a_walk_day_by_day() -> None:
    """Sixty random definitions, each with every launch day of its plan."""
    compared = [compare(seed) for seed in range(QUICK)]
    assert sum(days for days, _ in compared) > QUICK
    assert sum(bool(open_) for _, open_ in compared) > QUICK // 2


@pytest.mark.long
def test_the_solver_agrees_with_a_walk_day_by_day_a_thousand_times() -> None:
    """A thousand random definitions and calendars."""
    compared = [compare(seed) for seed in range(ALL)]
    assert sum(bool(open_) for _, open_ in compared) > ALL // 2
