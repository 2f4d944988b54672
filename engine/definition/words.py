"""The small words that every part of a definition uses: identifiers, rule ids, the strict base model."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, StringConstraints, model_serializer

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""An identifier inside a definition: lower-case words joined by underscores."""

CalendarName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,15}(-[a-z0-9]{1,16}){0,4}$")]
"""A calendar, for example ``uk`` or ``uk-scotland``."""

StepName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,62}$")]
"""A step, spelled as the rule book spells its states (law.md 8.a): capitals."""

NoticeName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,15}$")]
"""A notice of the regime, for example ``UK4``."""

RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[A-Za-z0-9/.-]{1,24}$")]
"""The stable key of a rule in the rule book, for example ``UK-SS-1``."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
"""Words for people: a title or a sentence."""


LATER: Final = "later"
"""Marks a field that came into the format after the first definitions: ``Annotated[..., LATER]``, with a default."""


class Word(BaseModel):
    """Base of everything in a definition: frozen, and an unknown key is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, str_max_length=8000)

    @model_serializer(mode="wrap")
    def _as_before(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What came into the format later is written only where it says something: definitions keep their digests."""
        written: dict[str, Any] = serialise(self)
        for name, field in type(self).model_fields.items():
            if LATER in field.metadata and getattr(self, name) == field.get_default(call_default_factory=True):
                del written[field.serialization_alias if field.serialization_alias in written else name]
        return written


class Titled(Word):
    """Something with a title for people and the rules that it answers."""

    title: Text
    rules: tuple[RuleId, ...] = Field(default=(), description="Rule ids of the rule book that this answers.")
