"""The register of people: who holds which role on which procedure, from one local day to another.

Names and e-mail addresses are sealed; the history knows pseudonyms only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from engine.access import CLOCK
from engine.commands import Line, PersonId
from engine.definition.words import Name
from engine.errors import InvalidInput, NotAllowed, NotFound, UnknownPerson
from engine.events import Sealed
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode, Wishes

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
    """End an assignment, a delegation or the naming of a deputy on a local day."""

    kind: Literal["end_assignment"] = "end_assignment"
    assignment: str = Field(max_length=64)
    to_on: date


class RenewFeed(RegisterCommand):
    """Give the actor's own calendar feed a new address; the one before stops working."""

    kind: Literal["renew_feed"] = "renew_feed"


class RevokeFeed(RegisterCommand):
    """Stop the calendar feed of a person: one's own, or anybody's for an administrator."""

    kind: Literal["revoke_feed"] = "revoke_feed"
    person: PersonId


class DelegateRole(RegisterCommand):
    """Hand a role that one holds to somebody else for some days; it comes back by itself."""

    kind: Literal["delegate_role"] = "delegate_role"
    person: PersonId
    to_person: PersonId
    procedure: Scope
    role: Name
    from_on: date
    to_on: date


class NameDeputy(RegisterCommand):
    """Name who is reminded, beside or instead of the holders of a role, when a ladder comes to the deputies."""

    kind: Literal["name_deputy"] = "name_deputy"
    person: PersonId
    procedure: Scope
    role: Name
    from_on: date
    to_on: date | None = None


class SetPreferences(RegisterCommand):
    """How a person wants to be reminded; it replaces all that they wished before."""

    kind: Literal["set_preferences"] = "set_preferences"
    person: PersonId
    modes: dict[Kind, Mode] = Field(default_factory=dict)
    quiet_from: time | None = None
    quiet_to: time | None = None
    channel: str = Field(default="", pattern=r"^[a-z0-9][a-z0-9_-]{0,30}$|^$")

    @model_validator(mode="after")
    def _both_ends(self) -> SetPreferences:
        if (self.quiet_from is None) != (self.quiet_to is None):
            raise ValueError("quiet hours have a beginning and an end: give both, or neither")
        return self


REGISTER_COMMANDS: Final[TypeAdapter[RegisterCommand]] = TypeAdapter(
    Annotated[
        AddPerson | AssignRole | EndAssignment | DelegateRole | NameDeputy | SetPreferences | RenewFeed | RevokeFeed,
        Field(discriminator="kind"),
    ]
)
"""Any command to the register, told by its kind."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRenewed:
    """A person's calendar feed has a new address; of the token in it only the SHA-256 is kept, in hex."""

    person: str
    salt: str
    token_sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRevoked:
    """A person's calendar feed has no address any more."""

    person: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleDelegated:
    """A role was handed to somebody for some days, both included; ``delegation`` is its own reference."""

    delegation: str
    person: str
    to_person: str
    procedure: str
    role: str
    from_on: date
    to_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class DeputyNamed:
    """Somebody stands by for a role; ``deputy`` is its own reference."""

    deputy: str
    person: str
    procedure: str
    role: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferencesSet:
    """How a person wants to be reminded from now on; times are local, HH:MM."""

    person: str
    modes: dict[str, str]
    quiet_from: str | None
    quiet_to: str | None
    channel: str


RegisterEvent = (
    PersonAdded
    | RoleAssigned
    | AssignmentEnded
    | RoleDelegated
    | DeputyNamed
    | PreferencesSet
    | FeedRenewed
    | FeedRevoked
)

REGISTER_EVENT_TYPES: dict[str, type[RegisterEvent]] = {
    "person.added": PersonAdded,
    "role.assigned": RoleAssigned,
    "assignment.ended": AssignmentEnded,
    "role.delegated": RoleDelegated,
    "deputy.named": DeputyNamed,
    "preferences.set": PreferencesSet,
    "feed.renewed": FeedRenewed,
    "feed.revoked": FeedRevoked,
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
class Delegation(Assignment):
    """A role that ``person`` has from ``holder`` for some days."""

    holder: str


Given = TypeVar("Given", bound=Assignment)


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A person's calendar feed: what its token was made from, and the token's SHA-256 in hex."""

    salt: str
    token_sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """Everybody known, who ever held, stood in for or stood by for which role, what people wish, and their feeds."""

    people: dict[str, int] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    delegations: dict[str, Delegation] = field(default_factory=dict)
    deputies: dict[str, Assignment] = field(default_factory=dict)
    wishes: dict[str, Wishes] = field(default_factory=dict)
    feeds: dict[str, Feed] = field(default_factory=dict)

    def given(self, reference: str) -> Assignment | None:
        """The assignment, delegation or deputy of that reference."""
        return self.assignments.get(reference) or self.delegations.get(reference) or self.deputies.get(reference)

    def has_admin(self, on: date) -> bool:
        """Whether somebody administers the register; before that anybody who holds the data folder may begin."""
        return any(a.role == ADMIN and a.holds(on) for a in self.assignments.values())

    def is_admin(self, person: str, on: date) -> bool:
        """Whether this person administers the register today."""
        return any(a.role == ADMIN and a.person == person and a.holds(on) for a in self.assignments.values())


def evolve_register(register: Register, event: RegisterEvent, n: int) -> Register:
    """The register after one more event."""
    return replace(register, **_changed(register, event, n))


def _changed(register: Register, event: RegisterEvent, n: int) -> dict[str, Any]:
    """What an event makes new of the register, by the name of the part."""
    changed: dict[str, Any] = {}
    match event:
        case PersonAdded():
            changed["people"] = {**register.people, event.person: n}
        case RoleAssigned():
            given = Assignment(
                person=event.person,
                procedure=event.procedure,
                role=event.role,
                from_on=event.from_on,
                to_on=event.to_on,
            )
            changed["assignments"] = {**register.assignments, event.assignment: given}
        case AssignmentEnded():
            changed |= _ended_in(register, event)
        case RoleDelegated():
            handed = Delegation(
                person=event.to_person,
                holder=event.person,
                procedure=event.procedure,
                role=event.role,
                from_on=event.from_on,
                to_on=event.to_on,
            )
            changed["delegations"] = {**register.delegations, event.delegation: handed}
        case DeputyNamed():
            named = Assignment(
                person=event.person,
                procedure=event.procedure,
                role=event.role,
                from_on=event.from_on,
                to_on=event.to_on,
            )
            changed["deputies"] = {**register.deputies, event.deputy: named}
        case PreferencesSet():
            changed["wishes"] = {**register.wishes, event.person: _wishes(event)}
        case FeedRenewed():
            renewed = Feed(salt=event.salt, token_sha256=event.token_sha256)
            changed["feeds"] = {**register.feeds, event.person: renewed}
        case FeedRevoked():
            left = {person: feed for person, feed in register.feeds.items() if person != event.person}
            changed["feeds"] = left
    return changed


def _ended_in(register: Register, event: AssignmentEnded) -> dict[str, Any]:
    reference, to_on = event.assignment, event.to_on
    if reference in register.delegations:
        return {"delegations": _until(register.delegations, reference, to_on)}
    if reference in register.deputies:
        return {"deputies": _until(register.deputies, reference, to_on)}
    return {"assignments": _until(register.assignments, reference, to_on)}


def _until(known: Mapping[str, Given], reference: str, to_on: date) -> dict[str, Given]:
    return {**known, reference: replace(known[reference], to_on=to_on)}


def _wishes(event: PreferencesSet) -> Wishes:
    return Wishes(
        modes=tuple(sorted(event.modes.items())),
        quiet_from=None if event.quiet_from is None else time.fromisoformat(event.quiet_from),
        quiet_to=None if event.quiet_to is None else time.fromisoformat(event.quiet_to),
        channel=event.channel,
    )


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
