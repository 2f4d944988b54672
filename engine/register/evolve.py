"""What the register holds after one more event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

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
from engine.register.state import Assignment, Delegation, Feed, Given, Register
from engine.reminders.wishes import Wishes


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
