"""Many lives of one definition from one launch day: the same seed gives the same lives, on any machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Final

from engine.definition import Definition
from engine.errors import BeyondCalendar, InvalidInput
from engine.time.calendar import Calendar
from procedures.simulation.living import Lives
from procedures.simulation.summing_up import Simulation, summed_up

USUAL: Final = 2_000
"""Lives enough that a second seed moves the eightieth percentile by a day or two."""
MOST: Final = 200_000

Progress = Callable[[int], None]
"""Is told after each life how many there were."""


def simulate(
    definition: Definition,
    calendar: Calendar,
    *,
    launch: date | None = None,
    lives: int = USUAL,
    seed: int = 1,
    progress: Progress | None = None,
) -> Simulation:
    """Live it so often; InvalidInput without a plan or a launch day, BeyondCalendar for a day that nobody can count."""
    plan = definition.plan
    if plan is None:
        raise InvalidInput(f"{definition.name} has no plan: without durations there is nothing to simulate.")
    begins = launch or (plan.launch.first if plan.launch is not None else None)
    if begins is None:
        raise InvalidInput("--launch: the plan names no first launch day; say on which day it is launched.")
    if not 1 <= lives <= MOST:
        raise InvalidInput(f"--lives: {lives} is not between 1 and {MOST:,}.")
    if not calendar.first_on <= begins <= calendar.last_on:
        raise BeyondCalendar(
            f"The calendar {calendar.pin} covers {calendar.first_on} to {calendar.last_on}, and {begins} is not in it."
        )
    random, once = Random(seed), Lives(definition=definition, calendar=calendar)
    lived = []
    for number in range(lives):
        lived.append(once.live(begins.toordinal(), random))
        if progress is not None:
            progress(number + 1)
    return summed_up(definition, lived, launch=begins, seed=seed, goal=once.wanderer.goal)
