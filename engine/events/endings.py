"""What lies over a stage, ends the procedure, or takes a word back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureSuspended:
    """A court matter stopped the procedure."""

    basis: str
    notified_at: datetime
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimNotified:
    """A claim was notified; ``automatic``: issued and notified in the standstill, so that it suspends by itself."""

    claim: str
    notified_at: datetime
    issued_at: datetime | None
    partner: str | None
    automatic: bool
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureResumed:
    """The court matter ended."""

    basis: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedurePaused:
    """The authority paused the procedure."""

    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureUnpaused:
    """The authority went on."""

    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureTerminated:
    """The procedure was ended early; ``notice`` is what the law then wants published."""

    source: str
    target: str
    stage: str
    notice: str | None
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionRecorded:
    """An earlier event was declared wrong; ``void`` took back its effect."""

    event: int
    type: str
    effect: str
    reason: Sealed = None
