"""Work that follows from what happened, carried out after the commit."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.definition.words import Name, NoticeName, Text, Word


class Consequence(Word):
    """Work that follows a move or a missed deadline: carried out after the commit, retried until done, never lost."""

    kind: Literal["draft_notice", "tell_partners", "closing_letters", "cost_projection"]
    notice: NoticeName | None = Field(default=None, description="draft_notice: which notice to draft.")
    partners: tuple[Name, ...] = Field(
        default=(), description="tell_partners: those in these states; empty: all still in."
    )
    text: Text | None = Field(default=None, description="tell_partners: what they are told, in a sentence.")
