"""The events that follow from a command to the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from engine.access import AUDITOR, CLOCK
from engine.errors import InvalidInput, NotAllowed, NotFound, UnknownPerson
from engine.register.commands import (
    AddPerson,
    AssignRole,
    DelegateRole,
    EndAssignment,
    NameDeputy,
    RegisterCommand,
    RenewFeed,
    RevokeFeed,
    SetPreferences,
)
from engine.register.events import (
    AssignmentEnded,
    DeputyNamed,
    FeedRenewed,
    FeedRevoked,
    PersonAdded,
    PreferencesSet,
    RegisterEvent,
    RoleAssigned,
    RoleDelegated,
)
from engine.register.names import ADMIN, EVERY_PROCEDURE
from engine.register.state import Assignment, Feed, Register


def decide_register(
    register: Register, command: RegisterCommand, today: date, *, feed: Feed | None = None
) -> tuple[RegisterEvent, ...]:
    """The events that follow; an administrator never grants a role to themselves once the register has begun.

    ``feed`` is what a renewed calendar feed is to be: made outside, for its token comes from a secret.
    """
    if isinstance(command, RenewFeed | RevokeFeed):
        return _feed_changed(register, command, today, feed)
    if register.has_admin(today) and not (register.is_admin(command.actor, today) or _own_affair(command)):
        known = command.actor in register.people or getattr(command, "person", None) == command.actor
        turned_away = NotAllowed if known else UnknownPerson
        raise turned_away(f"{command.actor} does not administer the register of people: ask somebody with role admin.")
    match command:
        case AddPerson() if command.person == CLOCK:
            raise InvalidInput(f'"{CLOCK}" is reserved for Seedbed\'s own clock: choose another name.')
        case AssignRole() if CLOCK in (command.person, command.role):
            raise InvalidInput(f'"{CLOCK}" is reserved for Seedbed\'s own clock: nobody holds its role.')
        case AddPerson():
            if command.person in register.people:
                raise InvalidInput(f"{command.person} is in the register already.")
            return (PersonAdded(person=command.person, name=command.name, email=command.email),)
        case AssignRole():
            return _assigned(register, command, today)
        case EndAssignment():
            return _ended(register, command)
        case DelegateRole() | NameDeputy() | SetPreferences():
            return decide_standing_in(register, command, today)
        case _:
            raise InvalidInput(f"{type(command).__name__} is not a command to the register.")


def _own_affair(command: RegisterCommand) -> bool:
    """Whether it is about the actor alone: handing on a role that is theirs, or how they are reminded."""
    return isinstance(command, DelegateRole | SetPreferences) and command.actor == command.person


def decide_standing_in(
    register: Register, command: DelegateRole | NameDeputy | SetPreferences, today: date
) -> tuple[RegisterEvent, ...]:
    """The events that follow from a command about who stands in for whom, or how somebody is reminded."""
    _require_known(register, command.person)
    match command:
        case DelegateRole():
            return (_delegated(register, command, today),)
        case NameDeputy():
            _require_order(command.from_on, command.to_on)
            return (
                DeputyNamed(
                    deputy=f"s{len(register.deputies) + 1}",
                    person=command.person,
                    procedure=command.procedure,
                    role=command.role,
                    from_on=command.from_on,
                    to_on=command.to_on,
                ),
            )
        case SetPreferences():
            return (
                PreferencesSet(
                    person=command.person,
                    modes={kind.value: mode.value for kind, mode in command.modes.items()},
                    quiet_from=None if command.quiet_from is None else f"{command.quiet_from:%H:%M}",
                    quiet_to=None if command.quiet_to is None else f"{command.quiet_to:%H:%M}",
                    channel=command.channel,
                ),
            )


def _delegated(register: Register, command: DelegateRole, today: date) -> RoleDelegated:
    """Only what one holds oneself is handed on, and never the register: nobody becomes administrator by a favour."""
    _require_known(register, command.to_person)
    _require_order(command.from_on, command.to_on)
    if command.to_on < today:
        raise InvalidInput(f"The last day {command.to_on} has passed: nothing would be handed on.")
    if command.to_person == command.person:
        raise InvalidInput(f"{command.person} cannot hand a role on to themselves.")
    if command.role == ADMIN:
        raise NotAllowed("The role admin is not handed on: another administrator assigns it.")
    if command.role == AUDITOR:
        raise NotAllowed("The role auditor is not handed on: an auditor changes nothing; an administrator assigns it.")
    mine = [
        known
        for known in register.assignments.values()
        if known.person == command.person
        and known.role == command.role
        and known.procedure in (command.procedure, EVERY_PROCEDURE)
    ]
    held = _cover(mine, command.from_on, command.to_on)
    if not held:
        raise NotAllowed(
            f"{command.person} does not hold the role {command.role} on {command.procedure} on each of those days, and"
            " nobody hands on what they do not hold. `seedbed people list` shows who holds what; what was handed to one"
            " stays there."
        )
    return RoleDelegated(
        delegation=f"d{len(register.delegations) + 1}",
        person=command.person,
        to_person=command.to_person,
        procedure=command.procedure,
        role=command.role,
        from_on=command.from_on,
        to_on=command.to_on,
    )


def _cover(given: Iterable[Assignment], from_on: date, to_on: date) -> bool:
    """Whether these cover every day from the first to the last, one after the other."""
    for one in sorted(given, key=lambda known: known.from_on):
        if one.from_on <= from_on and (one.to_on is None or one.to_on >= to_on):
            return True
        if one.from_on <= from_on and one.to_on is not None and one.to_on >= from_on:
            from_on = one.to_on + timedelta(days=1)
    return False


def _require_known(register: Register, person: str) -> None:
    if person not in register.people:
        raise NotFound(f"{person} is not in the register: add them with `seedbed people add`.")


def _require_order(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise InvalidInput(f"The last day {to_on} lies before the first, {from_on}.")


def _assigned(register: Register, command: AssignRole, today: date) -> tuple[RegisterEvent, ...]:
    _require_known(register, command.person)
    _require_order(command.from_on, command.to_on)
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
    known = register.given(command.assignment)
    if known is None:
        raise NotFound(f"There is no assignment {command.assignment}: `seedbed people list` shows them.")
    if command.to_on < known.from_on:
        raise InvalidInput(f"{command.to_on} lies before its first day, {known.from_on}.")
    ended = AssignmentEnded(assignment=command.assignment, to_on=command.to_on)
    return (ended, *_ended_with(register, ended, known))


def _ended_with(register: Register, ended: AssignmentEnded, known: Assignment) -> Iterator[AssignmentEnded]:
    """What was handed on ends with what it was handed on from: nobody acts in a role that its holder has lost."""
    if ended.assignment not in register.assignments:
        return
    left = {**register.assignments, ended.assignment: replace(known, to_on=ended.to_on)}.values()
    for reference, handed in register.delegations.items():
        last = handed.to_on
        if (handed.holder, handed.role) != (known.person, known.role) or last is None or last <= ended.to_on:
            continue
        still = [
            one
            for one in left
            if (one.person, one.role) == (known.person, known.role)
            and one.procedure in (handed.procedure, EVERY_PROCEDURE)
        ]
        if known.procedure in (handed.procedure, EVERY_PROCEDURE) and not _cover(still, handed.from_on, last):
            yield AssignmentEnded(assignment=reference, to_on=ended.to_on)


def _feed_changed(
    register: Register, command: RenewFeed | RevokeFeed, today: date, feed: Feed | None
) -> tuple[RegisterEvent, ...]:
    """Whoever is in the register has a feed of their own; nobody makes an address that is another's."""
    if command.actor not in register.people:
        raise UnknownPerson(f"{command.actor} is not in the register: add them with `seedbed people add`.")
    if isinstance(command, RenewFeed):
        if feed is None:
            raise InvalidInput("A calendar feed is renewed with a token that was made for it.")
        return (FeedRenewed(person=command.actor, salt=feed.salt, token_sha256=feed.token_sha256),)
    if command.actor != command.person and register.has_admin(today) and not register.is_admin(command.actor, today):
        raise NotAllowed(f"The feed of {command.person} is stopped by themselves or by somebody with role admin.")
    if command.person not in register.feeds:
        raise NotFound(f"{command.person} has no calendar feed: there is nothing to revoke.")
    return (FeedRevoked(person=command.person),)
