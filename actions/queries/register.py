"""The register of people: who is in it, and who holds which role where and from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from actions.house import House
from actions.people import ZONE, names_of, register_of
from actions.queries.moment import present_of
from engine import register as r
from engine.reminders.wishes import Wishes
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
class StandingInSeen:
    """Somebody who stands in: has a role from its holder for some days, or (``holder`` is None) stands by for it."""

    reference: str
    person: str
    holder: str | None
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
    wishes: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """The register on a day; without an administrator anybody who holds the data folder may begin it."""

    today: date
    has_admin: bool
    people: tuple[PersonSeen, ...]
    standing_in: tuple[StandingInSeen, ...]


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
                wishes=_wishes(register.wishes.get(person)),
            )
            for person in register.people
        ),
        standing_in=tuple(_standing_in(register, today)),
    )


def _standing_in(register: r.Register, today: date) -> Iterator[StandingInSeen]:
    for reference, known in (*register.delegations.items(), *register.deputies.items()):
        yield StandingInSeen(
            reference=reference,
            person=known.person,
            holder=known.holder if isinstance(known, r.Delegation) else None,
            procedure=known.procedure,
            role=known.role,
            from_on=known.from_on,
            to_on=known.to_on,
            active=known.holds(today),
        )


def _wishes(wishes: Wishes | None) -> dict[str, str]:
    """What somebody wished, in words; empty: everything comes as usual."""
    if wishes is None:
        return {}
    quiet = {} if wishes.quiet_from is None else {"quiet": f"{wishes.quiet_from:%H:%M}-{wishes.quiet_to:%H:%M}"}
    return {**dict(wishes.modes), **quiet, **({"channel": wishes.channel} if wishes.channel else {})}


def _register_then(reading: Reading, at: datetime) -> r.Register:
    register = r.Register()
    for line in reading.events(r.REGISTER):
        if line.at() > at:
            break
        n, event = register_event(line.canon)
        register = r.evolve_register(register, event, n)
    return register
