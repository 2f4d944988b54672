"""Makes what tests need: definitions, people, procedures in memory (``Case``) and in a real store (``Office``).

A ``Case`` runs the pure core alone and costs microseconds. An ``Office`` runs the same commands through ``perform`` on
SQLite or PostgreSQL. Both have the same ``do`` and ``refused``, which fill in every field that a test does not name,
the fitting role included. In both, ``<role>`` and ``<role>_2`` are people who hold that role, ``everybody`` holds all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from actions.clock import SimulatedClock
from actions.house import House
from actions.identifiers import Randomness, SeededRandomness
from actions.people import change_register
from config.settings import read_settings
from engine import register as r
from procedures.loader import LoadedDefinition
from storage.artefacts import ArtefactStore
from storage.database import Store, create_store
from tests.databases import Database
from tests.hands import START, Case, Hands, Office, real, small, uk
from tests.pilot import TWO, Partners, make, way

__all__ = [
    "EVERYBODY",
    "START",
    "TWO",
    "Case",
    "Hands",
    "Office",
    "make_house",
    "make_office",
    "make_procedure",
    "people_of",
    "populate",
    "real",
    "small",
    "uk",
    "wire",
]

EVERYBODY = "everybody"
"""Somebody who holds every role: what one person may not do, they may not do in two roles either."""


def people_of(*definitions: LoadedDefinition) -> list[tuple[str, str]]:
    """Who holds which role in the tests: two people for each role of the definitions, and one who holds them all."""
    roles = sorted({role for loaded in definitions for role in loaded.definition.roles})
    pairs = [(f"{role}{number}", role) for role in roles for number in ("", "_2")]
    return [*pairs, *((EVERYBODY, role) for role in roles)]


def make_house(
    folder: Path,
    database: Database,
    *,
    clock: SimulatedClock | None = None,
    randomness: Randomness | None = None,
    people: Sequence[tuple[str, str]] | None = None,
) -> House:
    """A house on a real store with both definitions, and everybody who is needed in the register."""
    clock = clock or SimulatedClock(START)
    house = wire(folder, create_store(database.url, mode="demo", at=clock.now()), clock, randomness)
    populate(house, people_of(small(), real()) if people is None else people, clock.now().date())
    return house


def wire(
    folder: Path,
    store: Store,
    clock: SimulatedClock,
    randomness: Randomness | None = None,
    *,
    definitions: Sequence[LoadedDefinition] | None = None,
) -> House:
    """A house around an open store: what a second process does."""
    house = House(
        settings=read_settings({}, home=folder),
        store=store,
        artefacts=ArtefactStore(str(folder / "artefacts")),
        clock=clock,
        randomness=randomness or SeededRandomness(1),
    )
    for loaded in (small(), real()) if definitions is None else definitions:
        house.definitions.add(loaded)
    _BUILT.append(house)
    return house


_BUILT: list[House] = []


def close_houses() -> None:
    """Close every house that was made here: a connection left open fails some later test, whichever comes next."""
    while _BUILT:
        _BUILT.pop().close()


def populate(house: House, people: Sequence[tuple[str, str]], since: date) -> None:
    """Put people into the register; the administrator comes last, for nobody else may change it afterwards."""
    for person in dict.fromkeys(person for person, _ in people):
        added = r.AddPerson(actor="founder", person=person, name=f"Name of {person}")
        change_register(house, added, request_id=f"add-{person}")
    for number, (person, role) in enumerate(people):
        assigned = r.AssignRole(actor="founder", person=person, procedure="*", role=role, from_on=since)
        change_register(house, assigned, request_id=f"assign-{number}")


def make_office(folder: Path, database: Database, loaded: LoadedDefinition | None = None, *, seed: int = 1) -> Office:
    """An office in a house of its own; nothing is open yet."""
    clock = SimulatedClock(START)
    loaded = loaded or small()
    people = people_of(loaded)
    house = make_house(folder, database, clock=clock, randomness=SeededRandomness(seed), people=people)
    return Office(house=house, loaded=loaded, clock=clock)


_MADE: dict[tuple[str, str, tuple[tuple[str, str | None], ...], tuple[str, ...]], Case] = {}


def make_procedure(
    step: str,
    *,
    partners: Partners | None = None,
    facts: tuple[str, ...] = (),
    definition: LoadedDefinition | None = None,
) -> Case:
    """A procedure in memory that has lawfully come to a step or stage; ``facts`` are those answered yes."""
    loaded = definition or small()
    taking_part = TWO if partners is None else partners
    stages = {stage.stage: stage.steps[0].step for stage in loaded.definition.stages}
    step = stages.get(step, step)
    key = (loaded.digest, step, tuple(taking_part.items()), facts)
    if key not in _MADE:
        _MADE[key] = _arrive(loaded, step, taking_part, facts)
    return _MADE[key].twin()


def _arrive(loaded: LoadedDefinition, step: str, partners: Partners, facts: tuple[str, ...]) -> Case:
    definition = loaded.definition
    if step != definition.initial:
        *_, last = way(definition, definition.initial, step)
        source = definition.moves_by_name[last].source
        case = make_procedure(source, partners=partners, facts=facts, definition=loaded)
        make(case, last, partners=partners)
        return case
    case = Case(loaded)
    lots = {lot: f"Lot {lot}" for lot in dict.fromkeys(partners.values()) if lot is not None}
    case.do("open", lots=lots, facts={fact: fact in facts for fact in definition.facts})
    return case
