"""What is on record about copies that left the house: what was taken out, by whom, and how far its history went.

The record is a stream of its own, so that a look at a procedure never changes the procedure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AUDIT: Final = "audit"
"""The stream in which the record is kept."""

EVERYTHING: Final = "*"
"""What an export of the whole house is about, in place of a procedure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportMade:
    """Somebody took ``what`` (a kind, such as "bundle") of a procedure out of the house.

    ``sha256`` is that of the bytes they were given; ``upto_n`` the newest event in it (None: not of one history);
    ``withheld`` how many sealed values it leaves closed.
    """

    by: str
    procedure: str
    what: str
    sha256: str
    upto_n: int | None = None
    withheld: int = 0


AuditEvent = ExportMade

AUDIT_EVENT_TYPES: Final[dict[str, type[AuditEvent]]] = {"export.made": ExportMade}
"""The stored name of each event type of the record."""
