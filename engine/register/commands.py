"""What people can ask of the register."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from engine.commands import Line, PersonId
from engine.definition.words import Name
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode

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
