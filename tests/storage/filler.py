"""A process whose disk is full after a while: records until it is refused, makes room, and records again."""

from __future__ import annotations

import resource
import sys
from datetime import timedelta

from storage.database import open_store
from storage.errors import StorageFailed
from tests.storage.factories import JANE, NOW, append, make_draft, make_procedure


def fill(url: str, room: int) -> None:
    """Let any one file have ``room`` bytes; print the acknowledged commands, those readable then, and the refusal."""
    store = open_store(url)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    acknowledged = 0
    refusals: list[str] = []
    while len(refusals) < 3:
        try:
            with store.transaction() as transaction:
                [event] = append(
                    transaction,
                    make_draft({"x": "y" * 500}, sealed={"data.name": JANE}),
                    now=NOW + timedelta(seconds=acknowledged),
                )
                transaction.save_procedure(make_procedure(n=event.n, hash=event.hash, state=b"s" * 2_000))
            acknowledged += 1
        except StorageFailed as refused:
            refusals.append(str(refused))
        if acknowledged > 5_000:
            sys.exit("the disk was never full")
    with store.reading() as reading:
        readable = reading.head().count
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    with store.transaction() as transaction:
        append(transaction)
    print(acknowledged, readable, refusals[0], sep="\n")
    store.close()
