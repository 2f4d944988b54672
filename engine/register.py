"""The register of people: who holds which role on which procedure, from one local day to another.

Names and e-mail addresses are sealed; the history knows pseudonyms only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engine.commands import Line, PersonId
from engine.definition.words import Name
from engine.errors import InvalidInput, NotAllowed, NotFound
from engine.events import Sealed

ADMIN = "admin"
EVERY_PROCEDURE = "*"
REGISTER = "people"
"""The stream in which the register is kept."""

Scope = Annotated[str, StringConstraints(pattern=r"^(\*|[A-Z][A-Z0-9]{0,15}-[0-9]{1,6})$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,190}$")]


class RegisterCommand(BaseModel):
    """Base of the commands to the register: who asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: PersonId


class AddPerson(RegisterCommand):
    """Put a person into the register under a pseudonym."""

    kind: Literal["add_person"] = "add_person"
    person: PersonId
    name: Line
    email: Email | None = None


class AssignRole(RegisterCommand):
    """Give a person a role on a procedure (or ``*``, all of them) from one local day to another, both included."""

    kind: Literal["assign_role"] = "assign_role"
    person: PersonId
    procedure: Scope
    role: Name
    from_on: date
    to_on: date | None = None


class EndAssignment(RegisterCommand):
    """End an assignment on a local day."""

    kind: Literal["end_assignment"] = "end_assignment"
    assignment: str = Field(max_length=64)
    to_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonAdded:
    """Somebody came into the register."""

    person: str
    name: Sealed = None
    email: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleAssigned:
    """A role was given; ``assignment`` is its own reference."""

    assignment: str
    person: str
    procedure: str
    role: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentEnded:
    """A role ends on a local day (its last)."""

    assignment: str
    to_on: date


RegisterEvent = PersonAdded | RoleAssigned | AssignmentEnded

REGISTER_EVENT_TYPES: dict[str, type[RegisterEvent]] = {
    "person.added": PersonAdded,
    "role.assigned": RoleAssigned,
    "assignment.ended": AssignmentEnded,
}
"""The stored name of each event type of the register."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """A role held by a person on a procedure, local days included at both ends."""

    person: str
    procedure: str
    role: str
    from_on: date
    to_on: date | None

    def holds(self, on: date) -> bool:
        """Whether it covers a local day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """Everybody known, and every assignment ever made."""

    people: dict[str, int] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)

    def has_admin(self, on: date) -> bool:
        """Whether somebody administers the register; before that anybody who holds the data folder may begin."""
        return any(a.role == ADMIN and a.holds(on) for a in self.assignments.values())

    def is_admin(self, person: str, on: date) -> bool:
        """Whether this person administers the register today."""
        return any(a.role == ADMIN and a.person == person and a.holds(on) for a in self.assignments.values())


def evolve_register(register: Register, event: RegisterEvent, n: int) -> Register:
    """The register after one more event."""
    match event:
        case PersonAdded():
            return replace(register, people={**register.people, event.person: n})
        case RoleAssigned():
            given = Assignment(
                person=event.person,
                procedure=event.procedure,
                role=event.role,
                from_on=event.from_on,
                to_on=event.to_on,
            )
            return replace(register, assignments={**register.assignments, event.assignment: given})
        case AssignmentEnded():
            ended = replace(register.assignments[event.assignment], to_on=event.to_on)
            return replace(register, assignments={**register.assignments, event.assignment: ended})


def decide_register(register: Register, command: RegisterCommand, today: date) -> tuple[RegisterEvent, ...]:
    """The events that follow; an administrator never grants a role to themselves once the register has begun."""
    if register.has_admin(today) and not register.is_admin(command.actor, today):
        raise NotAllowed(f"{command.actor} does not administer the register of people: ask somebody with role admin.")
    match command:
        case AddPerson():
            if command.person in register.people:
                raise InvalidInput(f"{command.person} is in the register already.")
            return (PersonAdded(person=command.person, name=command.name, email=command.email),)
        case AssignRole():
            return _assigned(register, command, today)
        case EndAssignment():
            return _ended(register, command)
        case _:
            raise InvalidInput(f"{type(command).__name__} is not a command to the register.")


def _assigned(register: Register, command: AssignRole, today: date) -> tuple[RegisterEvent, ...]:
    if command.person not in register.people:
        raise NotFound(f"{command.person} is not in the register: add them with `seedbed people add`.")
    if command.to_on is not None and command.to_on < command.from_on:
        raise InvalidInput(f"The last day {command.to_on} lies before the first, {command.from_on}.")
    if register.has_admin(today) and command.person == command.actor:
        raise NotAllowed(f"{command.actor} cannot grant a role to themselves: another administrator must.")
    reference = f"a{len(register.assignments) + 1}"
    return (
        RoleAssigned(
            assignment=reference,
            person=command.person,
            procedure=command.procedure,
            role=command.role,
            from_on=command.from_on,
            to_on=command.to_on,
        ),
    )


def _ended(register: Register, command: EndAssignment) -> tuple[RegisterEvent, ...]:
    known = register.assignments.get(command.assignment)
    if known is None:
        raise NotFound(f"There is no assignment {command.assignment}: `seedbed people list` shows them.")
    if command.to_on < known.from_on:
        raise InvalidInput(f"{command.to_on} lies before its first day, {known.from_on}.")
    return (AssignmentEnded(assignment=command.assignment, to_on=command.to_on),)
