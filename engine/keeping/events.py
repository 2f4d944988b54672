"""What happened to records: holds, and what was proposed, decided and done to withhold. Never what a value was."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class WithholdingProposed:
    """Somebody proposed to withhold: ``about`` is a procedure, or for an erasure a subject; see ``names.Kind``."""

    decision: str
    what: str
    about: str
    ground: str
    by: str
    event: int | None = None
    path: str | None = None
    record_class: str | None = None
    reason: Sealed = None
    instead: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithholdingWithdrawn:
    """A proposal was taken back, or turned down."""

    decision: str
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithholdingConfirmed:
    """A second person confirmed, and the values were deleted in the same transaction.

    ``streams`` are those of which something went. What lies outside the database goes next: the messages to
    ``persons``, the letters to ``partners`` (stream, reference), the ``files`` with these digests. ``stays`` counts
    what was asked for and had to be kept.
    """

    decision: str
    by: str
    values: int
    documents: int
    stays: int
    streams: list[str]
    persons: list[str]
    partners: list[tuple[str, str]]
    files: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordsWithheld:
    """Values of a stream that is no procedure's were deleted: ``places`` holds (stream, event, path)."""

    decision: str
    ground: str
    places: list[tuple[str, int, str]]
    proposed_by: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WithholdingDone:
    """What a decision took away is gone from the disk as well, as far as this program can reach."""

    decision: str
    by: str
    files: int
    database: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldPlaced:
    """Everything of a procedure, or about a subject, is kept until further notice."""

    hold: str
    about: str
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldLifted:
    """A hold ended."""

    hold: str
    by: str
    reason: Sealed = None


KeepingEvent = (
    WithholdingProposed
    | WithholdingWithdrawn
    | WithholdingConfirmed
    | RecordsWithheld
    | WithholdingDone
    | HoldPlaced
    | HoldLifted
)

KEEPING_EVENT_TYPES: dict[str, type[KeepingEvent]] = {
    "withholding.proposed": WithholdingProposed,
    "withholding.withdrawn": WithholdingWithdrawn,
    "withholding.confirmed": WithholdingConfirmed,
    "records.withheld": RecordsWithheld,
    "withholding.done": WithholdingDone,
    "hold.placed": HoldPlaced,
    "hold.lifted": HoldLifted,
}
"""The stored name of each event type of the stream of records."""
