"""Words that the keeping of records is spoken of in: who does it, on which grounds, and what is decided."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

RECORDS: Final = "records"
"""The stream in which it is kept what is held, what was withheld for good, and who decided it."""

RECORDS_OFFICER: Final = "records_officer"
"""The role that decides about records, on one procedure or on all. No definition gives it or takes it away.

Two people have to hold it: what one of them proposes, another confirms.
"""


class Ground(StrEnum):
    """Why a value is withheld for good."""

    PERSONAL_DATA = "personal_data"
    COMMERCIAL_CONFIDENCE = "commercial_confidence"
    LEGAL_PRIVILEGE = "legal_privilege"
    NATIONAL_SECURITY = "national_security"
    COURT_ORDER = "court_order"
    RETENTION_OVER = "retention_over"


OVER_RETENTION: Final = frozenset({Ground.COURT_ORDER})
"""Grounds that come before the law's periods of keeping; nothing comes before a hold."""


class Kind(StrEnum):
    """What a decision withholds: one value, everything about a subject, or one class of a procedure's records."""

    REDACTION = "redaction"
    ERASURE = "erasure"
    PURGE = "purge"


class Status(StrEnum):
    """How far a decision is: ``confirmed`` is deleted from the store, ``done`` scrubbed from the disk as well."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    DONE = "done"
