"""Plays one random life in a store of its own and prints the hash of its last event: ``python -m`` this, anywhere."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.databases import Database
from tests.factories import make_office
from tests.properties.game import play


def last_hash(seed: int, wishes: int) -> str:
    """What a whole history comes to."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'seedbed.db'}"
        office = make_office(Path(folder), Database(url=url, kind="sqlite"))
        play(office, seed, wishes)
        with office.house.store.reading() as reading:
            head = reading.stream_head(office.reference)
        office.house.close()
    assert head is not None
    return f"{head.n} {head.hash.hex()}"


if __name__ == "__main__":
    print(last_hash(int(sys.argv[1]), int(sys.argv[2])))
