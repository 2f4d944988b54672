"""The register of people: who is in it, and who holds which role where and from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.house import House
from actions.people import ZONE, names_of, register_of
from actions.queries.moment import present_of
from engine import register as r
from engine.time.local_time import local_date
from storage.codec import register_event
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentSeen:
    """A role held on a procedure (``*``: all of them) from one local day to another, both included."""

    assignment: str
    person: str
    procedure: str
    role: str
    from_on: date
    to_on: date | None
    active: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonSeen:
    """Someone in the register; name and e-mail are None once they were erased, or were never given."""

    person: str
    name: str | None
    email: str | None
    assignments: tuple[AssignmentSeen, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """The register on a day; without an administrator anybody who holds the data folder may begin it."""

    today: date
    has_admin: bool
    people: tuple[PersonSeen, ...]


def people_of(house: House, reading: Reading, *, at: datetime | None = None) -> People:
    """The register now, or as it was at an instant."""
    now = at or present_of(house, reading)
    today = local_date(now, ZONE)
    register = register_of(reading) if at is None else _register_then(reading, at)
    names = names_of(reading)
    return People(
        today=today,
        has_admin=register.has_admin(today),
        people=tuple(
            PersonSeen(
                person=person,
                name=names.get(person, {}).get("name"),
                email=names.get(person, {}).get("email"),
                assignments=tuple(
                    AssignmentSeen(
                        assignment=ref,
                        person=known.person,
                        procedure=known.procedure,
                        role=known.role,
                        from_on=known.from_on,
                        to_on=known.to_on,
                        active=known.holds(today),
                    )
                    for ref, known in register.assignments.items()
                    if known.person == person
                ),
            )
            for person in register.people
        ),
    )


def _register_then(reading: Reading, at: datetime) -> r.Register:
    register = r.Register()
    for line in reading.events(r.REGISTER):
        if line.at() > at:
            break
        n, event = register_event(line.canon)
        register = r.evolve_register(register, event, n)
    return register
