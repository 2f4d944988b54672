"""What every export of a history is made from: the events as they are stored, and the definition that they follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.definition import Definition
from engine.events import Event
from engine.evolve import replay
from engine.moving.course import Course
from engine.state import State


class Entry(NamedTuple):
    """One event in its place: what happened, what of it is public inside the history, who recorded it, its hash.

    ``event`` and ``data`` come from the canonical bytes, so neither holds a sealed word or a name.
    """

    n: int
    at: datetime
    type: str
    event: Event
    data: Mapping[str, Any]
    by: str
    role: str
    auth: str
    cause: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class History:
    """One procedure; ``words`` are the disclosed words by (event, path), given only to who asked for them.

    ``definition`` is the one in force after the last event; ``versions`` holds every one that ever was, by digest.
    """

    reference: str
    definition: Definition
    definition_sha256: str
    entries: tuple[Entry, ...]
    words: Mapping[tuple[int, str], str] = field(default_factory=lambda: MappingProxyType({}))
    versions: Mapping[str, Definition] = field(default_factory=lambda: MappingProxyType({}))

    def definition_at(self, n: int) -> Definition:
        """The definition in force after event ``n``: a procedure that was moved had others before."""
        return self.versions.get(self.course.digest_at(n), self.definition)

    @cached_property
    def course(self) -> Course:
        """Which definition was in force when."""
        return Course(self.entries)

    @cached_property
    def state(self) -> State:
        """What is true after the last event."""
        return replay(self.entries, self.reference)

    @property
    def closed(self) -> bool:
        """Whether it has come to an end."""
        return self.state.ended is not None
