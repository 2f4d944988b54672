"""Suppliers: come in, and moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerRegistered:
    """A request to participate arrived; a late one is kept unopened and not admitted."""

    partner: str
    state: str
    lot: str | None
    sme: bool
    received_at: datetime
    due_at: datetime | None
    on_time: bool
    name: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerMoved:
    """A partner moved in its own state machine; ``by`` moved it, or made the move that took it along."""

    partner: str
    move: str
    source: str
    target: str
    heard: bool
    by: str = ""
    reason: Sealed = None
