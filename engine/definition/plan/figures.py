"""Figures of a plan: numbers that nobody knows yet, each a single one or least, likely and most."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue

from engine.definition.words import Text, Word


class _Figure(Word):
    """A figure with where it comes from; ``assumed`` is told wherever the figure is used."""

    short_for: ClassVar[tuple[str, ...]] = ()
    """The fields that a bare number stands for."""

    assumed: bool = Field(default=False, description="Nobody published or measured it: it is our own guess.")
    source: Text | None = Field(default=None, description="Where it comes from, in a phrase.")

    @model_validator(mode="before")
    @classmethod
    def _from_one_number(cls, given: Any) -> Any:
        """A bare number is short for the same number everywhere."""
        bare = isinstance(given, int) and not isinstance(given, bool)
        return dict.fromkeys(cls.short_for, given) if bare else given

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell editors that a bare number will do."""
        whole = handler.resolve_ref_schema(handler(core))
        inside = dict(whole)
        whole.clear()
        whole.update({"title": inside.pop("title", cls.__name__), "anyOf": [{"type": "integer", "minimum": 0}, inside]})
        return whole


class Estimate(_Figure):
    """A number as three: the least, the likeliest and the most that is expected."""

    short_for: ClassVar[tuple[str, ...]] = ("least", "likely", "most")

    least: int = Field(ge=0, le=10**12)
    likely: int = Field(ge=0, le=10**12)
    most: int = Field(ge=0, le=10**12)

    @model_validator(mode="after")
    def _in_order(self) -> Estimate:
        if not self.least <= self.likely <= self.most:
            raise ValueError(f"least {self.least}, likely {self.likely} and most {self.most} are not in this order")
        return self


class Lasting(Estimate):
    """How many days something takes."""

    least: int = Field(ge=0, le=3660)
    likely: int = Field(ge=0, le=3660)
    most: int = Field(ge=0, le=3660)
    unit: Literal["working-days", "calendar-days"] = "working-days"


class Chance(_Figure):
    """How probable something is, in per cent."""

    short_for: ClassVar[tuple[str, ...]] = ("percent",)

    percent: int = Field(ge=0, le=100)


class Amount(_Figure):
    """A sum of money in whole units of the procedure's currency: a plan is no account and has no pence."""

    short_for: ClassVar[tuple[str, ...]] = ("amount",)

    amount: int = Field(ge=0, le=10**12)
