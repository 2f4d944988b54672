"""Times for tools that order events by time alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

_TICK: Final = timedelta(microseconds=1)


def increasing(instants: Iterable[datetime]) -> Iterator[datetime]:
    """The instants, each at least a microsecond after the one before."""
    last: datetime | None = None
    for at in instants:
        last = at if last is None or at > last else last + _TICK
        yield last
