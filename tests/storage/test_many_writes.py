"""A transaction of any length ends: what waits to be sent is sent in time, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.database import create_store
from storage.records import EventDraft, RecordedBy
from storage.transaction import NO_DEFINITION
from tests.databases import Database

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
MANY = 1_500


@pytest.mark.timeout(60)
def test_many_single_writes_in_one_transaction_do_not_stop_both_ends(database: Database) -> None:
    """A copied history is written event by event: neither end waits for the other to read first."""
    store = create_store(database.url, mode="demo", at=AT)
    by = RecordedBy(id="anna", role="owner", auth="claim")
    with store.transaction() as tx:
        for number in range(MANY):
            draft = EventDraft("test", {"text": "x" * 200}, bytes(6) + b"\x70" + bytes(1) + b"\x80" + bytes(7))
            at = AT + timedelta(seconds=number)
            tx.append("s-1", [draft], now=at, recorded_by=by, cause=f"c-{number}", definition_sha256=NO_DEFINITION)
    with store.reading() as reading:
        assert reading.head().count == MANY
        assert sum(1 for _ in reading.events("s-1")) == MANY
    store.close()
