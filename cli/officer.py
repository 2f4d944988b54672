"""Whoever decides about records: known by name, asked before anything goes for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cli.declaring import Who
from cli.desk import Desk
from engine.errors import InvalidInput, NotFound
from engine.keeping import RECORDS_OFFICER

Made = TypeVar("Made")

SPELLED = {
    "procedure": "REF", "event": "EVENT", "path": "PATH", "ground": "--ground", "reason": "--reason",
    "instead": "--instead", "subject": "SUBJECT", "record_class": "CLASS", "decision": "DECISION", "about": "ABOUT",
    "hold": "HOLD", "actor": "--actor",
}  # fmt: skip
"""How each part of a command is spelled on the command line, to name it in an error."""


def made(kind: Callable[..., Made], desk: Desk, who: Who, **values: Any) -> Made:
    """A validated command of whoever asks; nobody asks in another role than records officer."""
    from pydantic import ValidationError

    from cli.carry_out import actor_given
    from cli.complaint import complain

    if who.role not in (None, RECORDS_OFFICER):
        raise InvalidInput(f"--role: records are kept in the role {RECORDS_OFFICER}, not {who.role}.")
    given: Mapping[str, Any] = {name: value for name, value in values.items() if value is not None}
    try:
        return kind(actor=person_meant(desk, actor_given(who)), **given)
    except ValidationError as error:
        raise complain(error, SPELLED) from error


def person_meant(desk: Desk, given: str) -> str:
    """Whoever is meant by a pseudonym or an e-mail address; an unknown pseudonym is left as it is."""
    from actions.people import person_named

    with desk.reading() as reading:
        try:
            return person_named(reading, given)
        except NotFound:
            if "@" in given:
                raise
            return given
