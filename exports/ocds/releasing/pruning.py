"""A part of a release as a profile knows it: what its schemas and codelists do not describe is left out."""

from __future__ import annotations

from typing import Any, Final

from exports.ocds.checking.shape import Shape, release_shape
from exports.ocds.codelists import codelists
from exports.ocds.profiles import Profile

_NOTHING: Final = object()
_ANYTHING: Final = Shape()


def pruned(value: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """A release without fields and codes that the profile does not know."""
    made: dict[str, Any] = _Pruner(profile).value(value, release_shape(profile))
    return made


class _Pruner:
    def __init__(self, profile: Profile) -> None:
        self._codes = codelists(profile)

    def value(self, value: Any, shape: Shape) -> Any:
        """The value, or nothing when it is a code of no list."""
        if isinstance(value, dict):
            kept = {name: inner for name, inner in value.items() if shape.knows(name)}
            made = {name: self.value(inner, shape.fields.get(name, _ANYTHING)) for name, inner in kept.items()}
            return {name: inner for name, inner in made.items() if inner is not _NOTHING}
        if isinstance(value, list):
            members = shape.members or _ANYTHING
            told = [one for one in (self.value(member, members) for member in value) if one is not _NOTHING]
            return told or _NOTHING
        if shape.codelist is not None and value not in self._codes.get(shape.codelist, {value}):
            return _NOTHING
        return value
