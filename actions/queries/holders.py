"""Who holds which role on a procedure on a day, so that "Commercial lead" can be read as somebody's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.definition import Definition
from engine.local_time import local_date
from storage.reading import Reading


def holders_of(
    reading: Reading, definition: Definition, procedure: str, now: datetime
) -> Mapping[str, tuple[str, ...]]:
    """The pseudonyms of those who hold each role that day, by the role's title for people."""
    found: dict[str, list[str]] = {}
    for person, role in _held(reading, definition, procedure, now):
        rule = definition.roles.get(role)
        if rule is not None and person not in found.setdefault(rule.title, []):
            found[rule.title].append(person)
    return {title: tuple(people) for title, people in found.items()}


def roles_held(reading: Reading, definition: Definition, procedure: str, person: str, now: datetime) -> tuple[str, ...]:
    """The roles that a person holds on a procedure that day, in the order of the definition, others last."""
    held = {role for known, role in _held(reading, definition, procedure, now) if known == person}
    return (*(role for role in definition.roles if role in held), *sorted(held - set(definition.roles)))


def _held(reading: Reading, definition: Definition, procedure: str, now: datetime) -> list[tuple[str, str]]:
    today = local_date(now, definition.zone)
    return [
        (known.person, known.role)
        for known in reading.assignments(procedure=procedure)
        if known.from_on <= today and (known.to_on is None or today <= known.to_on)
    ]
