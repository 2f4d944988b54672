"""What was deleted for good by a decision of two people: where it stood, on which ground, and never what it was."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class ValuesWithheld:
    """Sealed values of this stream, or the bytes of documents, were deleted; ``places`` holds (event, path).

    ``decision`` is its reference in the stream of records. ``instead`` is what stands in its place, so that a material
    decision can still be explained (UK-REC-1).
    """

    decision: str
    ground: str
    places: list[tuple[int, str]]
    proposed_by: str
    by: str
    instead: Sealed = None
