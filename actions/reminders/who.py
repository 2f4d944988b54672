"""Who is reminded: whoever holds the role on the day, has it from somebody, or stands by; resolved when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from actions.people import register_of
from engine import register as r
from engine.definition import Definition, LadderRole
from engine.reminders.recipients import role_of
from engine.time.dates import describe_date
from engine.time.local_time import local_date
from storage.reading import Reading

FARTHEST = 8
"""A role is handed on from one to the next at most so often; further on there is a circle."""


class Recipient(NamedTuple):
    """Somebody who is reminded, and why it is they."""

    person: str
    why: str


class Passed(NamedTuple):
    """Somebody who was not reminded although the role is theirs, and why."""

    person: str
    why: str


class Found(NamedTuple):
    """Whom a rung goes to, who was passed over, and what is to be said when it goes to nobody."""

    to: tuple[Recipient, ...]
    passed: tuple[Passed, ...] = ()
    nobody: str = ""


class Roster:
    """The register on a moment, asked many times."""

    def __init__(self, reading: Reading, now: datetime) -> None:
        """Read the register once."""
        self.register = register_of(reading)
        self._now = now

    def of_rung(self, definition: Definition, procedure: str, deadline: str, rung_role: str) -> Found:
        """Whom a rung of a deadline goes to; an owner whom nobody is falls to the deputies, then to the next level."""
        on = local_date(self._now, definition.zone)
        owner = role_of(definition, deadline, LadderRole.OWNER)
        senior = role_of(definition, deadline, LadderRole.SENIOR)
        by = [self._standing_by(definition, procedure, deadline, on)]
        if rung_role == LadderRole.SENIOR:
            wanted = [self._holding(definition, procedure, role, on) for role in (senior, owner)]
        elif rung_role == LadderRole.DEPUTY:
            wanted = by
        else:
            above = [self._holding(definition, procedure, role, on) for role in (senior, *definition.powers.open)]
            wanted = [self._holding(definition, procedure, owner, on), *by, *above]
        return _first(wanted, definition, rung_role, owner if rung_role != LadderRole.SENIOR else senior)

    def of_roles(self, definition: Definition, procedure: str, roles: Iterable[str]) -> Found:
        """Whoever holds any of these roles, each once."""
        on = local_date(self._now, definition.zone)
        found = [self._holding(definition, procedure, role, on) for role in roles]
        to = {recipient.person: recipient for one in reversed(found) for recipient in one.to}
        return Found(tuple(to.values()), nobody="Nobody holds any of the roles that decide here.")

    def _holding(self, definition: Definition, procedure: str, role: str | None, on: date) -> Found:
        to: dict[str, Recipient] = {}
        passed: list[Passed] = []
        for known in _covering(self.register.assignments.values(), procedure, role, on):
            title = _title(definition, known.role)
            person, through = self._handed_on(known.person, procedure, known.role, on)
            if person == known.person:
                to.setdefault(person, Recipient(person, f"you hold the role {title}"))
                continue
            until = "" if through is None or through.to_on is None else f" until {describe_date(through.to_on)}"
            to.setdefault(person, Recipient(person, f"{known.person} handed the role {title} on to you{until}"))
            passed.append(Passed(known.person, f"handed the role {title} on to {person}{until}"))
        return Found(tuple(to.values()), tuple(one for one in passed if one.person not in to))

    def _handed_on(self, person: str, procedure: str, role: str, on: date) -> tuple[str, r.Delegation | None]:
        """Who has the role in the end, when its holder handed it on, and they perhaps again."""
        last: r.Delegation | None = None
        seen = [person]
        while len(seen) <= FARTHEST:
            step = next(
                (
                    known
                    for known in _covering(self.register.delegations.values(), procedure, role, on)
                    if known.holder == seen[-1] and known.person not in seen
                ),
                None,
            )
            if step is None:
                break
            seen.append(step.person)
            last = step
        return seen[-1], last

    def _standing_by(self, definition: Definition, procedure: str, deadline: str, on: date) -> Found:
        owner = role_of(definition, deadline, LadderRole.OWNER)
        named = _covering(self.register.deputies.values(), procedure, owner, on)
        why = f"you stand by for the role {_title(definition, owner or '')}"
        to = {known.person: Recipient(known.person, why) for known in named}
        deputy = role_of(definition, deadline, LadderRole.DEPUTY)
        if deputy is not None:
            held = self._holding(definition, procedure, deputy, on)
            to = {**{one.person: one for one in held.to}, **to}
        return Found(tuple(to.values()))


def _covering(known: Iterable[r.Given], procedure: str, role: str | None, on: date) -> Iterator[r.Given]:
    for one in known:
        if one.role == role and one.procedure in (procedure, r.EVERY_PROCEDURE) and one.holds(on):
            yield one


def _first(wanted: list[Found], definition: Definition, rung_role: str, role: str | None) -> Found:
    title = _title(definition, role or "")
    for number, found in enumerate(wanted):
        if found.to and number == 0:
            return found
        if found.to:
            to = tuple(Recipient(one.person, f"nobody holds the role {title}, and {one.why}") for one in found.to)
            return Found(to, found.passed)
    if rung_role == LadderRole.DEPUTY:
        return Found((), nobody=f"No deputy stands by for the role {title}.")
    return Found((), nobody=f"Nobody holds the role {title} today, nor any role above it.")


def _title(definition: Definition, role: str) -> str:
    rule = definition.roles.get(role)
    return f'"{rule.title}"' if rule is not None else f'"{role}"'
