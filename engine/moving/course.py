"""Which definition was in force at each event of a history, and what is called otherwise since."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from engine import events as e


class Course:
    """The definitions of a history in the order in which they came into force, by digest."""

    def __init__(self, history: Iterable[e.Recorded]) -> None:
        """Read the events that change the definition; all others are passed over."""
        self._from: list[int] = []
        self._digests: list[str] = []
        self._names: list[tuple[int, tuple[tuple[str, str, str], ...]]] = []
        for happened in history:
            event = happened.event
            if isinstance(event, e.ProcedureOpened | e.ProcedureMoved | e.ProcedureMovedBack):
                self._from.append(happened.n)
                self._digests.append(event.definition)
            if isinstance(event, e.ProcedureMoved):
                self._names.append((happened.n, tuple((kind, old, new) for kind, old, new in event.names)))
            elif isinstance(event, e.ProcedureMovedBack):
                undone = next((names for n, names in self._names if n == event.move), ())
                self._names.append((happened.n, tuple((kind, new, old) for kind, old, new in undone)))

    @property
    def digests(self) -> tuple[str, ...]:
        """Every definition that was ever in force, once, oldest first."""
        return tuple(dict.fromkeys(self._digests))

    @property
    def moves(self) -> tuple[int, ...]:
        """The events by which the definition changed after the opening."""
        return tuple(self._from[1:])

    def digest_at(self, n: int) -> str:
        """The definition in force after event ``n``; before the first event, that of the first."""
        return self._digests[max(bisect_right(self._from, n) - 1, 0)]

    def name_now(self, kind: str, name: str, n: int) -> str:
        """What something that event ``n`` calls by this name is called at the end."""
        for at, names in self._names:
            if at > n:
                name = next((new for kind_, old, new in names if (kind_, old) == (kind, name)), name)
        return name
