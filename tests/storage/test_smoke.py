"""A store on both databases takes events and gives them back."""

import os
import time
from datetime import UTC, datetime

from storage.database import Store
from storage.records import EventDraft, RecordedBy, Sealed

BY = RecordedBy(id="u-1", role="programme_manager", auth="session")


def test_appended_events_come_back(store: Store) -> None:
    """What was appended is what is read, on both databases."""
    drafts = [
        EventDraft(type="test.a", data={"x": 0}, id=bytes.fromhex("00000000000070008000000000000001"),
                   sealed={"data.name": Sealed(value="Jane", subject="u-9", klass="personal")}),
        EventDraft(type="test.b", data={"x": 1}, id=bytes.fromhex("00000000000070008000000000000002")),
    ]
    with store.transaction() as tx:
        events = tx.append("p-1", drafts, now=datetime.now(UTC), recorded_by=BY, cause="k", definition_sha256="0" * 64)
    with store.reading() as reading:
        assert list(reading.events("p-1")) == events
        assert reading.disclosures("p-1") == {(events[0].hash, "data.name"): "Jane"}
    t0 = time.perf_counter()
    for i in range(50):
        with store.transaction() as tx:
            tx.append("p-1", drafts[1:], now=datetime.now(UTC), recorded_by=BY, cause="k", definition_sha256="0" * 64)
    print((time.perf_counter() - t0) / 50 * 1e6, "us")
