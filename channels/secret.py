"""A secret of a channel: named in the configuration, revealed at the last moment, shown nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from channels.failure import TemporaryFailure

_VARIABLE: Final = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")


class Secret:
    """A value that stands in the environment (written ``env:NAME``) or, in a file of its owner's alone, literally.

    It has no readable form: neither ``str`` nor ``repr`` nor an error of the configuration shows what it is.
    """

    __slots__ = ("_literal", "variable")

    def __init__(self, written: str) -> None:
        """Take what the configuration says."""
        found = _VARIABLE.fullmatch(written)
        self.variable = found[1] if found else None
        self._literal = None if found else written

    @property
    def is_literal(self) -> bool:
        """Whether the secret itself stands in the file."""
        return self._literal is not None

    def reveal(self, environ: Mapping[str, str]) -> str:
        """The value; ``TemporaryFailure`` while the environment lacks it: a person sets it, and the message goes on."""
        if self._literal is not None:
            return self._literal
        value = environ.get(self.variable or "")
        if not value:
            raise TemporaryFailure(f"the environment variable {self.variable} holds no secret", everybody=True)
        return value

    def __repr__(self) -> str:
        """Say where the secret is, never what it is."""
        return "Secret(in the file)" if self.variable is None else f"Secret(env:{self.variable})"

    def __eq__(self, other: object) -> bool:
        """Two secrets are the same when they were written the same."""
        if not isinstance(other, Secret):
            return NotImplemented
        return (self.variable, self._literal) == (other.variable, other._literal)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self.variable, self._literal))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate as a text that is not empty."""
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.str_schema(min_length=1, strict=True),
            serialization=core_schema.plain_serializer_function_ser_schema(repr),
        )


def masked(text: str, secrets: Iterable[str]) -> str:
    """A text without secrets: whatever a library says in its errors, these never leave with it."""
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
