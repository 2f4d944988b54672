"""Documents and the decisions about them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from engine.commands.command import Command
from engine.commands.words import FreeText, Line, Ref, Sha256
from engine.definition.words import Name


class SubmitArtefact(Command):
    """Put a version of a required document on file; its bytes are already in the store."""

    kind: Literal["submit_artefact"] = "submit_artefact"
    artefact: Name
    partner: Ref | None = None
    sha256: Sha256
    size: Annotated[int, Field(ge=1)]
    media_type: Line
    name: Line


class AcceptArtefact(Command):
    """Accept the newest version of a document; never by the one who submitted it."""

    kind: Literal["accept_artefact"] = "accept_artefact"
    artefact: Name
    partner: Ref | None = None


class RejectArtefact(Command):
    """Send the newest version of a document back with a reason."""

    kind: Literal["reject_artefact"] = "reject_artefact"
    artefact: Name
    partner: Ref | None = None
    reason: FreeText


class Outcome(StrEnum):
    """A gate question is answered pass, hold or stop."""

    PASS = "pass"  # noqa: S105 - an outcome, not a secret
    HOLD = "hold"
    STOP = "stop"


class RecordDecision(Command):
    """Take, or confirm as a second person, a material decision (s.98)."""

    kind: Literal["record_decision"] = "record_decision"
    decision: Name
    outcome: Outcome = Outcome.PASS
    reason: FreeText
