"""Definitions by digest: the shipped ones, and those that open procedures are pinned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition import Definition
from storage.reading import Reading

if TYPE_CHECKING:
    from procedures.loader import LoadedDefinition


class Definitions:
    """A cache of read definitions; a digest always means the same definition, so nothing ever goes stale."""

    def __init__(self) -> None:
        """Begin empty."""
        self._known: dict[str, Definition] = {}
        self._loaded: dict[str, LoadedDefinition] = {}

    def add(self, loaded: LoadedDefinition) -> None:
        """Make a definition from a file available to ``open``."""
        self._loaded[loaded.digest] = loaded
        self._known[loaded.digest] = loaded.definition

    def loaded(self, digest: str) -> LoadedDefinition | None:
        """A definition that was read from a file in this process."""
        return self._loaded.get(digest)

    def pinned(self, reading: Reading, digest: str) -> Definition:
        """The definition that a procedure runs under, from the store when it is not at hand."""
        known = self._known.get(digest)
        if known is None:
            from procedures.loader import definition_from_canonical  # reads YAML too, which lists do without

            known = self._known[digest] = definition_from_canonical(reading.definition(digest))
        return known
