"""A process that records without end and says each number only after its commit; it is there to be killed."""

from __future__ import annotations

import sys

from storage.database import open_store
from tests.storage.factories import JANE, append, make_draft, make_outbox, make_procedure

if __name__ == "__main__":
    store = open_store(sys.argv[1])
    while True:
        with store.transaction() as transaction:
            [event] = append(transaction, make_draft(sealed={"data.name": JANE}))
            transaction.save_procedure(make_procedure(n=event.n, hash=event.hash))
            transaction.enqueue([make_outbox(event.n, gseq=event.gseq)])
        print(event.n, flush=True)
