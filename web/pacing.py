"""Not more than so many requests in so long: for addresses whose secret somebody might try to guess, or wear out."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

_REMEMBERED = 4096


class Pace:
    """Lets each key through ``burst`` times at once and then once in every ``every_seconds``."""

    def __init__(self, *, burst: int, every_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing remembered."""
        self._burst, self._every, self._monotonic = burst, every_seconds, monotonic
        self._free_at: OrderedDict[Hashable, float] = OrderedDict()
        self._counting = Lock()

    def wait(self, key: Hashable) -> int:
        """0 when the request may pass, and it is counted; else after how many seconds (at least 1) to ask again."""
        with self._counting:
            now = self._monotonic()
            free_at = max(self._free_at.get(key, now), now)
            ahead = free_at - now - (self._burst - 1) * self._every
            if ahead > 0:
                return int(ahead) + 1
            self._free_at[key] = free_at + self._every
            self._free_at.move_to_end(key)
            if len(self._free_at) > _REMEMBERED:
                self._free_at.popitem(last=False)
            return 0
