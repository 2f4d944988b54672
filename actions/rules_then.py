"""The rules of that day: each event of a history under the definition that was in force when it was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from actions.house import House
from engine import events as e
from engine.definition import Definition
from engine.moving.course import Course
from engine.reading import sealed_until
from engine.state import State
from storage.codec import happened
from storage.reading import Reading
from storage.records import StoredEvent

_CHANGES: Final = (b'"type":"procedure.opened"', b'"type":"procedure.moved"', b'"type":"procedure.moved_back"')
"""How an event says that it changes the definition; it may stand in somebody's title too, which does no harm."""


def changes_definition(line: StoredEvent) -> bool:
    """Whether an event may change the definition: it is decoded to know for certain."""
    return any(key in line.canon for key in _CHANGES)


def course_of(stored: Iterable[StoredEvent]) -> Course:
    """Which definition was in force when, from the bytes of a history: only what changes it is decoded."""
    return Course(happened(line.canon) for line in stored if changes_definition(line))


class RulesThen:
    """The definitions of one history, each read once."""

    def __init__(self, house: House, reading: Reading, history: Iterable[e.Recorded]) -> None:
        """Find out which definitions the history ever ran under, and read them."""
        self.course = Course(history)
        self._known = {digest: house.definitions.pinned(reading, digest) for digest in self.course.digests}

    def at(self, n: int) -> Definition:
        """The definition in force after event ``n``."""
        return self._known[self.course.digest_at(n)]

    def is_sealed(self, state: State, recorded: e.Recorded, now: datetime) -> bool:
        """Whether a document that an event put on file may not be read yet: not its name either.

        It is what the rules of the newest state say of the document as it is called there.
        """
        if not isinstance(recorded.event, e.ArtefactSubmitted):
            return False
        name = self.course.name_now("artefact", recorded.event.artefact, recorded.n)
        return sealed_until(self._known[state.definition], state, name, now) is not None
