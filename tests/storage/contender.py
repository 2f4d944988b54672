"""A process of its own that competes for each next event of one stream; prints the numbers that it won."""

from __future__ import annotations

import sys
import time

from engine.errors import HistoryConflict
from storage.database import Store, open_store
from tests.storage.factories import append, make_draft


def contend(store: Store, name: str, rounds: int) -> list[int]:
    """Try for every n below ``rounds`` as soon as it is next, and return those won."""
    won = []
    for n in range(rounds):
        _wait_for(store, n)
        try:
            with store.transaction() as transaction:
                append(transaction, make_draft({"by": name, "round": n}), expected_n=n - 1)
        except HistoryConflict:
            continue
        won.append(n)
    return won


def _wait_for(store: Store, n: int) -> None:
    """Wait until n - 1 is recorded, so that all contenders know the same history."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with store.reading() as reading:
            head = reading.stream_head("RL-1")
        if (-1 if head is None else head.n) >= n - 1:
            return
        time.sleep(0.0005)
    message = f"event {n - 1} never came"
    raise TimeoutError(message)


if __name__ == "__main__":
    url, who, count = sys.argv[1:]
    opened = open_store(url)
    print(*contend(opened, who, int(count)))
    opened.close()
