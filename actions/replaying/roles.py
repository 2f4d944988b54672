"""Who held which role when: the register of people as its own history had it, never as it stands today."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from typing import Self

from engine import register as r
from engine.definition import Definition
from engine.register import EVERY_PROCEDURE, REGISTER
from engine.time.local_time import local_date
from storage.codec import register_event
from storage.reading import Reading


class RoleTape:
    """The register after each of its events; ``gseq`` is the place of an event among all of the house."""

    def __init__(self, places: list[int], times: list[datetime], registers: list[r.Register]) -> None:
        """Keep the register after each event, found by the place or the instant of that event."""
        self._places = places
        self._times = times
        self._registers = registers

    @classmethod
    def read(cls, reading: Reading) -> Self:
        """Fold the register's history once."""
        register, places, times, registers = r.Register(), [], [], []
        for line in reading.events(REGISTER):
            n, event = register_event(line.canon)
            register = r.evolve_register(register, event, n)
            places.append(line.gseq)
            times.append(line.at())
            registers.append(register)
        return cls(places, times, registers)

    def before(self, gseq: int) -> r.Register:
        """The register as it was when the event at this place was recorded."""
        found = bisect_left(self._places, gseq)
        return self._registers[found - 1] if found else r.Register()

    def at(self, instant: datetime) -> r.Register:
        """The register as it was recorded by an instant (UTC)."""
        found = bisect_right(self._times, instant)
        return self._registers[found - 1] if found else r.Register()


def holders_in(
    register: r.Register, definition: Definition, procedure: str, at: datetime
) -> dict[str, tuple[str, ...]]:
    """Who held each role of the definition on a procedure on a day: pseudonyms by role, each once, sorted."""
    held = roles_by_person(register, procedure, local_date(at, definition.zone))
    return {
        role: people
        for role in definition.roles
        if (people := tuple(sorted(person for person, roles in held.items() if role in roles)))
    }


def roles_by_person(register: r.Register, procedure: str, today: date) -> Mapping[str, frozenset[str]]:
    """The roles that each person held on a procedure on a day; ``*`` is every procedure, what was handed on counts."""
    found: dict[str, set[str]] = {}
    for given in grants(register).values():
        if given.procedure in (procedure, EVERY_PROCEDURE) and given.holds(today):
            found.setdefault(given.person, set()).add(given.role)
    return {person: frozenset(roles) for person, roles in found.items()}


def grants(register: r.Register) -> dict[str, r.Assignment]:
    """Everything that gives a role, by its reference; a deputy stands by for a role and does not hold it."""
    return {**register.assignments, **register.delegations}


def grant_of(register: r.Register, person: str, role: str, procedure: str, on: date) -> tuple[str, r.Assignment] | None:
    """The first grant that gave a person a role on a procedure on a day, with its reference."""
    for reference, given in grants(register).items():
        here = given.procedure in (procedure, EVERY_PROCEDURE)
        if (given.person, given.role) == (person, role) and here and given.holds(on):
            return reference, given
    return None
