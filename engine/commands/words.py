"""The words of commands: references, people, free text, instants, money."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

_REFERENCE = r"^[A-Z][A-Z0-9]{0,15}-[0-9]{1,6}$"
ProcedureRef = Annotated[str, StringConstraints(pattern=_REFERENCE)]
"""The reference of a procedure, for example ``RL-1``: it is also the name of its stream in the history."""


def is_reference(text: str) -> bool:
    """Whether a word has the form of a procedure's reference."""
    return re.fullmatch(_REFERENCE, text, re.ASCII) is not None


PersonId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,62}$")]
"""The pseudonym of a person in the register."""

Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,62}$")]
"""A short reference chosen by the authority: a partner, a lot, a commitment, an instalment."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FreeText = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
"""Words written by a person: sealed in the history (commitment), readable only from its disclosure."""

Line = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=200,
        strip_whitespace=True,
        pattern="^[^\\x00-\\x1f\\x7f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]*$",
    ),
]
"""One printable line, without control characters and without marks that turn the direction of text."""


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("the instant lies outside the years 1 to 9999") from None


CalendarPin = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,80}-[0-9]{1,6}(\.[0-9]{1,6}){1,3}(-[0-9a-f]{64})?$")
]
"""A calendar and its version such as ``uk-2026.1``, with its checksum where the very content is meant."""

Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant with its offset, kept in UTC."""

MinorUnits = Annotated[int, Field(ge=0, le=9_007_199_254_740_991)]
"""Money in integer minor units (pence, cents)."""
