"""What people can ask of the keeping of records."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engine.commands import FreeText, PersonId, ProcedureRef, Ref
from engine.definition.words import Name
from engine.keeping.names import Ground

Path = Annotated[
    str, StringConstraints(pattern=r"^(document|data(\.[a-z][a-z0-9_]{0,63}|\.[0-9]{1,4}){1,12})$", max_length=300)
]
"""Where a sealed value stands in its event, as ``data.reason``; ``document``: the bytes of the document filed by it."""

DecisionRef = Annotated[str, StringConstraints(pattern=r"^w[0-9]{1,9}$")]
HoldRef = Annotated[str, StringConstraints(pattern=r"^h[0-9]{1,9}$")]
Given = Literal[
    Ground.PERSONAL_DATA,
    Ground.COMMERCIAL_CONFIDENCE,
    Ground.LEGAL_PRIVILEGE,
    Ground.NATIONAL_SECURITY,
    Ground.COURT_ORDER,
]
"""A ground that a person can give; that a period is over is found out, not said."""


class KeepingCommand(BaseModel):
    """Base of the commands: who asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: PersonId
    reason: FreeText


class ProposeRedaction(KeepingCommand):
    """Propose to withhold one disclosed value for good; ``instead`` is what is to stand in its place."""

    kind: Literal["redaction"] = "redaction"
    procedure: ProcedureRef
    event: int = Field(ge=0)
    path: Path
    ground: Given
    instead: FreeText | None = None


class ProposeErasure(KeepingCommand):
    """Propose to erase every disclosure about a subject, in all streams."""

    kind: Literal["erasure"] = "erasure"
    subject: Ref
    ground: Given = Ground.PERSONAL_DATA


class ProposePurge(KeepingCommand):
    """Propose to withhold one class of a procedure's records, whose time is over."""

    kind: Literal["purge"] = "purge"
    procedure: ProcedureRef
    record_class: Name


Proposal = ProposeRedaction | ProposeErasure | ProposePurge


class Confirm(KeepingCommand):
    """Confirm a proposal as the second person: then it is done, and nothing brings it back."""

    kind: Literal["confirm"] = "confirm"
    reason: FreeText = "confirmed"
    decision: DecisionRef


class Withdraw(KeepingCommand):
    """Take a proposal back, or turn it down."""

    kind: Literal["withdraw"] = "withdraw"
    decision: DecisionRef


class PlaceHold(KeepingCommand):
    """Keep everything of a procedure, or about a subject, whatever else is decided, until the hold is lifted."""

    kind: Literal["place_hold"] = "place_hold"
    about: Annotated[str, StringConstraints(pattern=r"^([A-Z][A-Z0-9]{0,15}-[0-9]{1,6}|[a-z0-9][a-z0-9_.-]{0,62})$")]


class LiftHold(KeepingCommand):
    """End a hold."""

    kind: Literal["lift_hold"] = "lift_hold"
    hold: HoldRef


AnyKeeping = ProposeRedaction | ProposeErasure | ProposePurge | Confirm | Withdraw | PlaceHold | LiftHold
