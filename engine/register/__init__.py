"""The register of people: who holds which role on which procedure, from one local day to another.

Names and e-mail addresses are sealed; the history knows pseudonyms only.
"""

from __future__ import annotations

from engine.register.commands import (
    REGISTER_COMMANDS,
    AddPerson,
    AssignRole,
    DelegateRole,
    Email,
    EndAssignment,
    NameDeputy,
    RegisterCommand,
    RenewFeed,
    RevokeFeed,
    Scope,
    SetPreferences,
)
from engine.register.decide import decide_register, decide_standing_in
from engine.register.events import (
    REGISTER_EVENT_TYPES,
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
from engine.register.evolve import evolve_register
from engine.register.names import ADMIN, EVERY_PROCEDURE, REGISTER
from engine.register.state import Assignment, Delegation, Feed, Given, Register

__all__ = [
    "ADMIN",
    "EVERY_PROCEDURE",
    "REGISTER",
    "REGISTER_COMMANDS",
    "REGISTER_EVENT_TYPES",
    "AddPerson",
    "AssignRole",
    "Assignment",
    "AssignmentEnded",
    "DelegateRole",
    "Delegation",
    "DeputyNamed",
    "Email",
    "EndAssignment",
    "Feed",
    "FeedRenewed",
    "FeedRevoked",
    "Given",
    "NameDeputy",
    "PersonAdded",
    "PreferencesSet",
    "Register",
    "RegisterCommand",
    "RegisterEvent",
    "RenewFeed",
    "RevokeFeed",
    "RoleAssigned",
    "RoleDelegated",
    "Scope",
    "SetPreferences",
    "decide_register",
    "decide_standing_in",
    "evolve_register",
]
