"""Makes the house in which the story is played: a store of its own, a simulated clock, and people who hold roles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from actions.clock import SimulatedClock
from actions.house import open_house
from actions.people import change_register
from actions.roadlab import cast
from actions.roadlab.play import Stage, TurnRandomness
from actions.roadlab.script import when
from actions.roadlab.shown import Shown
from actions.roadlab.story import BEGINS
from config.settings import Settings, read_settings
from engine import register as r
from engine.time.local_time import local_date
from procedures import registry
from storage.database import create_store

PROCEDURE_FILE = "uk_innovative_partnership"


def settings_of(home: Path) -> Settings:
    """Settings of a demo: everything lies in its folder, whatever the environment says about the live one."""
    return read_settings({}, home=home)


def prepare(home: Path, seed: int, watch: Callable[[Shown], None] = lambda _shown: None) -> Stage:
    """Make the store in an empty folder, with everybody assigned, and stand at the beginning of the story."""
    settings = settings_of(home)
    clock, randomness = SimulatedClock(when(BEGINS)), TurnRandomness(seed)
    create_store(settings.database_url, mode="demo", at=clock.now(), origin="roadlab.invalid").close()
    house = open_house(settings, clock=clock, randomness=randomness)
    loaded = registry.load(PROCEDURE_FILE)
    house.definitions.add(loaded)
    stage = Stage(house=house, clock=clock, randomness=randomness, loaded=loaded, watch=watch)
    enlist(stage)
    return stage


def admit_auditor(stage: Stage) -> None:
    """Let the auditor in, from the day on which the story stands: nothing that was told before depends on it."""
    since = local_date(stage.clock.now(), stage.definition.zone)
    one = cast.AUDITOR
    for number, command in enumerate((
        r.AddPerson(actor=cast.ADMIN, person=one.id, name=one.title),
        r.AssignRole(actor=cast.ADMIN, person=one.id, procedure=r.EVERY_PROCEDURE, role=one.role, from_on=since),
    )):  # fmt: skip
        change_register(stage.house, command, request_id=f"auditor-{number}")


def enlist(stage: Stage) -> None:
    """Put everybody into the register; the administrator comes first, because nobody grants a role to themselves."""
    since = date.fromisoformat(cast.ASSIGNED_FROM)
    commands: list[r.RegisterCommand] = [
        r.AddPerson(actor=cast.ADMIN, person=cast.ADMIN, name=cast.ADMIN_TITLE),
        r.AssignRole(actor=cast.ADMIN, person=cast.ADMIN, procedure=r.EVERY_PROCEDURE, role=r.ADMIN, from_on=since),
    ]
    for person in cast.PEOPLE:
        commands += [
            r.AddPerson(actor=cast.ADMIN, person=person.id, name=person.title),
            r.AssignRole(
                actor=cast.ADMIN, person=person.id, procedure=r.EVERY_PROCEDURE, role=person.role, from_on=since
            ),
        ]
    for number, command in enumerate(commands, 1):
        change_register(stage.house, command, request_id=f"register-{number:03d}")
