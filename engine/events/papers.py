"""Documents and the decisions about them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtefactSubmitted:
    """A version of a document was put on file; its bytes are in the artefact store under ``sha256``."""

    artefact: str
    partner: str | None
    version: int
    sha256: str
    size: int
    media_type: str
    by: str
    name: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtefactAccepted:
    """The reviewer accepted a version of a document."""

    artefact: str
    partner: str | None
    version: int
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtefactRejected:
    """The reviewer sent a version of a document back."""

    artefact: str
    partner: str | None
    version: int
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionRecorded:
    """A material decision was taken, or confirmed by a second person."""

    decision: str
    outcome: str
    by: str
    role: str
    confirms: bool
    reason: Sealed = None
