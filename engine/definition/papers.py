"""Artefacts, decisions and notices: the papers of a procedure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.definition.requirements import Requirement
from engine.definition.words import LATER, Name, StepName, Text, Titled


class ArtefactRule(Titled):
    """A required document or datum: who supplies it, who may accept it, and in which form."""

    supplied_by: tuple[Name, ...] = Field(min_length=1, description="Roles that may submit it.")
    reviewed_by: tuple[Name, ...] = Field(min_length=1, description="Roles that may accept it; never the submitter.")
    per_partner: bool = False
    media_types: tuple[str, ...] = ("application/pdf", "text/markdown", "text/plain")
    max_bytes: int = Field(default=20_000_000, ge=1, le=2_000_000_000)
    during: tuple[StepName, ...] = Field(default=(), description="Steps in which it may be submitted; empty: any.")
    sealed_until: Name | None = Field(default=None, description="A deadline before which nobody reads it.")
    contains: tuple[Text, ...] = Field(default=(), description="What must be in it: the reviewer's checklist.")


class DecisionRule(Titled):
    """A material decision (s.98): who takes it and who, as a second pair of eyes, confirms it."""

    by: Name = Field(description="The role that decides.")
    confirmed_by: Name | None = Field(default=None, description="Four eyes: another person in this role confirms.")
    about: tuple[Name, ...] = Field(
        default=(), description="Artefacts decided on: accepted first, not by their submitter."
    )
    during: tuple[StepName, ...] = Field(min_length=1)
    roles_apart: bool = Field(default=True, description="Nobody who submitted an artefact in `about` may decide.")


Stated = Literal[
    "award_decided_on",
    "summaries_sent_on",
    "standstill_ends_on",
    "tenders_received",
    "tenders_assessed",
    "tenders_assessed_sme",
    "unsuccessful_suppliers",
    "contract_entered_on",
    "indicators",
]
"""What a notice can state as data: compared with the history before it is recorded (PR24 regs 27, 32)."""


class NoticeRule(Titled):
    """A notice: who publishes it, when it may be, and what must be in it."""

    by: tuple[Name, ...] = Field(min_length=1)
    during: tuple[StepName, ...] = Field(min_length=1)
    gate: tuple[Requirement, ...] = Field(default=(), description="What must hold before it may be published.")
    contains: tuple[Text, ...] = Field(default=(), description="The content checklist, printed into the draft.")
    once: bool = Field(default=False, description="May be published only once in a procedure.")
    states: Annotated[tuple[Stated, ...], LATER] = Field(
        default=(), description="What it must state as data, which is compared with the history."
    )
