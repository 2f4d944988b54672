"""One service for each data folder: a lock that the kernel lets go of when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from actions.people import ZONE
from config.settings import Settings
from engine.errors import Busy, InvalidInput
from engine.time.local_time import describe_instant, format_instant, parse_instant


class FolderLock:
    """Held while the service runs; the file says by whom, the lock on it says whether that is still true."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        """Take the lock; ``Busy`` names who has it."""
        self._path = settings.home / "serve.lock"
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self._holder()
            os.close(self._descriptor)
            raise Busy(
                f"The data folder {settings.home} is being served already: by process {holder.get('pid', '?')}"
                f" ({holder.get('user', '?')}) since {_local(holder.get('since'))}. Use that one, or stop it first."
            ) from None
        self._sign(now)

    def __enter__(self) -> Self:
        """Hold."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let go. The file stays: removing it would let two processes lock two files of one name."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)

    def _sign(self, now: datetime) -> None:
        words = json.dumps({"pid": os.getpid(), "user": _user(), "since": format_instant(now)})
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, words.encode(), 0)

    def _holder(self) -> dict[str, Any]:
        """Who signed; a holder that has not come to sign yet is unknown."""
        try:
            found = json.loads(os.pread(self._descriptor, 4096, 0))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def _local(since: object) -> str:
    """When it began, in local time; what somebody else wrote into the file is shown as unknown."""
    try:
        return describe_instant(parse_instant(since), ZONE)
    except InvalidInput:
        return "?"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
