"""What a design does not follow although the law says that it should, accepted by somebody by name."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from engine.definition.words import Text, Word


class Acceptance(Word):
    """A SHOULD of the law that this design does not follow, accepted by a named person; a MUST never is."""

    by: Text = Field(description="Who accepts it: a person's name and office.")
    reason: Text = Field(description="Why; it is published with the definition.")
    on: date
