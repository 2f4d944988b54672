"""The one outcome that only a store can have."""

from __future__ import annotations

from typing import ClassVar

from engine.errors import SeedbedError


class StorageFailed(SeedbedError):
    """The database or disk refused to write or read: nothing of the command was kept; the message says what to mend."""

    exit_code: ClassVar[int] = 1
