"""What has happened in the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.events import Sealed


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
