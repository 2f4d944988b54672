"""A schema as a tree to walk beside a value: which fields are known at a place, and what their codes and names mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from exports.ocds.profiles import UNDESCRIBED, Profile
from exports.ocds.schemas import Schema, release_schema, resolve


@dataclass(slots=True, eq=False)
class Shape:
    """What stands at one kind of place; ``name`` is the definition's, ``codelist`` the file of its open codes."""

    name: str = ""
    fields: dict[str, Shape] = field(default_factory=dict)
    patterns: tuple[re.Pattern[str], ...] = ()
    members: Shape | None = None
    codelist: str | None = None

    def knows(self, name: str) -> bool:
        """Whether a field of this name is described here; a place without any description takes every name."""
        return not self.fields or name in self.fields or any(pattern.search(name) for pattern in self.patterns)


@lru_cache
def release_shape(profile: Profile) -> Shape:
    """The shape of a whole release; definitions that contain themselves are one shape each."""
    schema = release_schema(profile)
    made = _Maker(schema).shape(schema)
    if profile is not Profile.CORE:
        for place, names in UNDESCRIBED.items():
            described = _at(made, place)
            if described:
                described.update({name: Shape() for name in names})
    return made


def _at(shape: Shape, place: str) -> dict[str, Shape]:
    for name in place.split("/"):
        shape = shape.fields.setdefault(name, Shape())
        shape = shape.members or shape
    return shape.fields


class _Maker:
    """Makes the shapes of one schema, each definition once."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._made: dict[str, Shape] = {}

    def shape(self, part: Schema) -> Shape:
        reference = part.get("$ref", "")
        if reference in self._made:
            return self._made[reference]
        found = resolve(self._schema, part)
        made = Shape(name=reference.rpartition("/")[2])
        if reference:
            self._made[reference] = made
        self._fill(made, found)
        return made

    def _fill(self, made: Shape, found: Schema) -> None:
        made.fields = {name: self.shape(part) for name, part in found.get("properties", {}).items()}
        made.patterns = tuple(re.compile(pattern) for pattern in found.get("patternProperties", {}))
        items: Any = found.get("items")
        if isinstance(items, dict):
            made.members = self.shape(items)
        if found.get("openCodelist") is True:
            made.codelist = found.get("codelist")
            if made.members is not None:
                made.members = Shape(codelist=made.codelist)
