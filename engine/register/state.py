"""Who is in the register, and who holds what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from engine.register.names import ADMIN
from engine.reminders.wishes import Wishes


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
"""A role that was given, whichever way."""


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
