"""Publish a notice."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from engine.commands.command import Command
from engine.commands.words import Line, Ref
from engine.definition.words import NoticeName


class PublishNotice(Command):
    """Record that a notice was published on the central platform on a local date, with its reference."""

    kind: Literal["publish_notice"] = "publish_notice"
    notice: NoticeName
    on: date
    reference: Line
    ceased_lots: tuple[Ref, ...] = ()
    standstill_days: int | None = Field(default=None, ge=1, le=365, description="A longer standstill stated in UK6.")
