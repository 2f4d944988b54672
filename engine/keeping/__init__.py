"""The keeping of records: legal holds, and what two people decide to withhold for good. A stream of its own."""

from __future__ import annotations

from engine.keeping.commands import (
    AnyKeeping,
    Confirm,
    KeepingCommand,
    LiftHold,
    PlaceHold,
    Proposal,
    ProposeErasure,
    ProposePurge,
    ProposeRedaction,
    Withdraw,
)
from engine.keeping.decide import lift_hold, place_hold, propose, to_confirm, withdraw
from engine.keeping.events import (
    KEEPING_EVENT_TYPES,
    HoldLifted,
    HoldPlaced,
    KeepingEvent,
    RecordsWithheld,
    WithholdingConfirmed,
    WithholdingDone,
    WithholdingProposed,
    WithholdingWithdrawn,
)
from engine.keeping.names import OVER_RETENTION, RECORDS, RECORDS_OFFICER, Ground, Kind, Status
from engine.keeping.state import Decision, Hold, Records, evolve_records

__all__ = [
    "KEEPING_EVENT_TYPES",
    "OVER_RETENTION",
    "RECORDS",
    "RECORDS_OFFICER",
    "AnyKeeping",
    "Confirm",
    "Decision",
    "Ground",
    "Hold",
    "HoldLifted",
    "HoldPlaced",
    "KeepingCommand",
    "KeepingEvent",
    "Kind",
    "LiftHold",
    "PlaceHold",
    "Proposal",
    "ProposeErasure",
    "ProposePurge",
    "ProposeRedaction",
    "Records",
    "RecordsWithheld",
    "Status",
    "Withdraw",
    "WithholdingConfirmed",
    "WithholdingDone",
    "WithholdingProposed",
    "WithholdingWithdrawn",
    "evolve_records",
    "lift_hold",
    "place_hold",
    "propose",
    "to_confirm",
    "withdraw",
]
