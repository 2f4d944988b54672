"""Publish a notice."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.commands.command import Command
from engine.commands.words import Line, Ref
from engine.definition.words import NoticeName

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class NoticeContent(BaseModel):
    """What a notice states as data (PR24 regulations 27 and 32)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    award_decided_on: date | None = None
    summaries_sent_on: date | None = None
    standstill_ends_on: date | None = None
    tenders_received: Count | None = None
    tenders_assessed: Count | None = None
    tenders_assessed_sme: Count | None = None
    unsuccessful_suppliers: tuple[Ref, ...] | None = Field(default=None, max_length=10_000)
    contract_entered_on: date | None = None
    indicators: tuple[Ref, ...] | None = Field(default=None, max_length=50)


class PublishNotice(Command):
    """Record that a notice was published on the central platform on a local date, with its reference."""

    kind: Literal["publish_notice"] = "publish_notice"
    notice: NoticeName
    on: date
    reference: Line
    ceased_lots: tuple[Ref, ...] = ()
    standstill_days: int | None = Field(default=None, ge=1, le=365, description="A longer standstill stated in UK6.")
    confirms_conflicts: bool = Field(
        default=False, description="It confirms that the conflicts assessment was prepared and revised (UK-COI-3)."
    )
    content: NoticeContent | None = Field(default=None, description="What it states as data.")
