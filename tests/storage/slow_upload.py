"""A process that is killed while it puts artefacts: it says how far it got, and never ends by itself."""

from __future__ import annotations

import sys
import time
from io import BytesIO

from storage.artefacts import ArtefactStore


class Trickle:
    """A stream that gives a first piece, says so, and then hangs."""

    def __init__(self) -> None:
        self._given = False

    def read(self, _size: int = -1) -> bytes:
        """Return the first piece, then nothing for ever."""
        if not self._given:
            self._given = True
            return b"half of a file"
        print("half", flush=True)
        time.sleep(600)
        return b""


def main(root: str, how: str) -> None:
    """Put half a file, or whole ones without end."""
    store = ArtefactStore(root)
    if how == "half":
        store.put(Trickle(), max_bytes=10**9)
    number = 0
    while True:
        number += 1
        stored = store.put(BytesIO(b"%d" % number * 20_000), max_bytes=10**9)
        print(stored.sha256, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
