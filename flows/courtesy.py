"""Moves go first: while somebody waits for one, the service's own follow-up worker begins nothing new, for a moment.

Both use one Prefect server, which answers one request after the other; without this, whoever makes a move stands in
line behind the consequences of the moves before. It is a courtesy, not a rule: a worker that is never let through goes
on after a second, and one on another machine knows nothing of it.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from pathlib import Path
from threading import Lock
from typing import Final

LONGEST_SECONDS: Final = 1.0
QUIET_SECONDS: Final = 0.3
"""Whoever has made a move often makes the next one: so long after the last, nobody is thought to wait any more."""

_LOOK_EVERY_SECONDS: Final = 0.02


class MovesUnderWay:
    """Held by the service while moves are under way; the kernel lets go when the service dies."""

    def __init__(self, file: Path) -> None:
        """Use a file of the data folder."""
        self.file = file
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        self._count = 0
        self._counting = Lock()

    def begin(self) -> None:
        """One more."""
        with self._counting:
            self._count += 1
            if self._count == 1:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def end(self) -> None:
        """One less."""
        with self._counting:
            self._count -= 1
            if self._count == 0:
                os.utime(self._descriptor)
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go for good."""
        os.close(self._descriptor)


async def let_moves_go_first(file: Path, *, longest_seconds: float = LONGEST_SECONDS) -> None:
    """Wait until no move is under way, but not for long; a service that is not there is not waited for."""
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        until = time.monotonic() + longest_seconds
        while time.monotonic() < until:
            if _quiet(descriptor):
                return
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
    finally:
        os.close(descriptor)


def _quiet(descriptor: int) -> bool:
    """Whether no move is under way, nor was a moment ago."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(descriptor, fcntl.LOCK_UN)  # at once: the service must not wait for a worker
    return not 0 <= time.time() - os.fstat(descriptor).st_mtime < QUIET_SECONDS
