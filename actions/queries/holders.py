"""Who holds which role on a procedure on a day, so that "Commercial lead" can be read as somebody's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from actions.replaying.roles import RoleTape, holders_in
from engine.definition import Definition
from engine.register import EVERY_PROCEDURE
from engine.time.local_time import local_date
from storage.reading import Reading
from storage.records import AssignmentRow


def holders_of(
    reading: Reading, definition: Definition, procedure: str, now: datetime, *, then: bool = False
) -> Mapping[str, tuple[str, ...]]:
    """The pseudonyms of those who hold each role that day, by the role's title for people.

    ``then``: the day is in the past, and the register counts as it was recorded by that instant.
    """
    if then:
        held = holders_in(RoleTape.read(reading).at(now), definition, procedure, now)
        return {definition.roles[role].title: people for role, people in held.items()}
    found: dict[str, list[str]] = {}
    for person, role in _held(reading, definition, procedure, now):
        rule = definition.roles.get(role)
        if rule is not None and person not in found.setdefault(rule.title, []):
            found[rule.title].append(person)
    return {title: tuple(people) for title, people in found.items()}


def machine_roles(definition: Definition) -> tuple[str, ...]:
    """The titles of the roles that are a machine's: nobody is missing when no person holds them."""
    return tuple(role.title for role in definition.roles.values() if role.kind == "machine")


def roles_held(reading: Reading, definition: Definition, procedure: str, person: str, now: datetime) -> tuple[str, ...]:
    """The roles that a person holds on a procedure that day, in the order of the definition, others last."""
    held = active_roles(reading.assignments(person=person), procedure, local_date(now, definition.zone))
    return (*(role for role in definition.roles if role in held), *sorted(held - set(definition.roles)))


def active_roles(assignments: Iterable[AssignmentRow], procedure: str, today: date) -> set[str]:
    """The roles that assignments give on a procedure on a day; ``*`` is every procedure."""
    return {
        known.role
        for known in assignments
        if known.procedure in (procedure, EVERY_PROCEDURE)
        and known.from_on <= today
        and (known.to_on is None or today <= known.to_on)
    }


def _held(reading: Reading, definition: Definition, procedure: str, now: datetime) -> list[tuple[str, str]]:
    today = local_date(now, definition.zone)
    return [
        (known.person, known.role)
        for known in reading.assignments(procedure=procedure)
        if known.from_on <= today and (known.to_on is None or today <= known.to_on)
    ]
