"""Makes a world from a seed and lets it live: procedures one after another, an office around them, a calendar above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.simulation.book import shipped_holidays
from tests.simulation.clockwork import Clockwork
from tests.simulation.dice import BEGIN, DAY, END, Dice
from tests.simulation.lives import Life, Piloted, change_calendar
from tests.simulation.people import Office
from tests.simulation.world import World

DICE = Dice()
_HEAD = 'calendar = "uk"\nbase = "2026.1"\nversion = "2026.1.{number}"\n'
_ADDED = """
[[added]]
on = {on}
name = "A day of thanks"
reason = "proclaimed"
source = "Gazette"
recorded_on = 2023-01-02
"""


def peopled(world: World, *, piloted: bool, procedures: int = 3, changes: int = 24) -> World:
    """Put everything that people will do on the agenda."""
    rng, span = world.rng, END - BEGIN - 60 * DAY
    for number in range(1, procedures + 1):
        life: Life = (Piloted if piloted and number == 1 else Clockwork)(world, f"RL-{number}")
        world.at(BEGIN + span * (number - 1 + rng.random()) / procedures, life.live)
    office = Office(world)
    for _ in range(changes):
        world.at(BEGIN + span * rng.random(), office.change)
    for version, at, text in _calendars(world):
        world.at(at, lambda version=version, text=text: change_calendar(world, version, text))  # type: ignore[misc]
    return world


def _calendars(world: World) -> Iterator[tuple[str, datetime, str]]:
    """Days off that are proclaimed on the way: each time a version with one or two more, soon after it is put there."""
    rng, days = world.rng, ""
    for number, part in enumerate((rng.uniform(0.1, 0.45), rng.uniform(0.5, 0.9)), 1):
        at = BEGIN + (END - BEGIN) * part
        for _ in range(rng.randint(1, 3)):
            on = at.date() + DAY * rng.randint(3, 60)
            if on.weekday() < 5 and on.isoformat() not in days and on not in shipped_holidays():
                days += _ADDED.format(on=on.isoformat())
        yield f"2026.1.{number}", at, _HEAD.format(number=number) + days


def world_of(seed: int, folder: Path, url: str, *, dice: Dice = DICE) -> World:
    """Make the world of a seed; every fifth one has a procedure that goes its whole lawful way."""
    return peopled(World(seed, folder, url, dice), piloted=seed % 5 == 0)


def lived(world: World) -> World:
    """Let it live."""
    world.run()
    return world
