"""Values for storage tests, with defaults that a test overrides where it matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from storage.database import Store
from storage.records import (
    DeadlineRow,
    EventDraft,
    OutboxDraft,
    ProcedureRow,
    RecordedBy,
    Sealed,
    StoredEvent,
)
from storage.transaction import Transaction

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BY = RecordedBy(id="u-1", role="programme_manager", auth="session")
DEFINITION = "d" * 64
JANE = Sealed(value="Jane", subject="u-9", klass="personal")

_numbers = count(1)


def event_id(number: int | None = None) -> bytes:
    """Return a UUIDv7 that counts up."""
    low = 0x8000000000000000 + (next(_numbers) if number is None else number)
    return bytes.fromhex("0000000000007000") + low.to_bytes(8)


def make_draft(
    data: Mapping[str, Any] | None = None,
    *,
    kind: str = "artefact.submitted",
    sealed: Mapping[str, Sealed] | None = None,
) -> EventDraft:
    """Return a fact to be recorded."""
    return EventDraft(type=kind, data={"x": 1} if data is None else data, id=event_id(), sealed=sealed or {})


def append(
    transaction: Transaction,
    *drafts: EventDraft,
    stream: str = "RL-1",
    now: datetime = NOW,
    expected_n: int | None = None,
    cause: str = "k-1",
) -> list[StoredEvent]:
    """Append drafts (one by default) to a stream."""
    return transaction.append(
        stream,
        drafts or [make_draft()],
        now=now,
        recorded_by=BY,
        cause=cause,
        definition_sha256=DEFINITION,
        expected_n=expected_n,
    )


class Interrupted(Exception):
    """What goes wrong in a test on purpose."""


@contextmanager
def interrupted(store: Store) -> Iterator[Transaction]:
    """Give a transaction that breaks off at the end of the block, before its commit."""
    with suppress(Interrupted), store.transaction() as transaction:
        yield transaction
        raise Interrupted


def record(store: Store, *drafts: EventDraft, stream: str = "RL-1", now: datetime = NOW) -> list[StoredEvent]:
    """Append in a transaction of its own."""
    with store.transaction() as transaction:
        return append(transaction, *drafts, stream=stream, now=now)


def seed_history(store: Store, events: int = 6) -> list[StoredEvent]:
    """Record a history over two streams, some of it sealed, a second apart."""
    recorded = []
    for number in range(events):
        draft = make_draft({"x": number}, sealed={"data.name": JANE} if number % 2 else None)
        recorded += record(store, draft, stream=f"RL-{number % 2 + 1}", now=NOW + timedelta(seconds=number))
    return recorded


def make_procedure(stream: str = "RL-1", **changes: Any) -> ProcedureRow:
    """Return a procedure's row."""
    values: dict[str, Any] = {
        "stream": stream,
        "n": 0,
        "hash": bytes(32),
        "definition": DEFINITION,
        "title": "RoadLab",
        "stage": "seed_funding",
        "step": "SEED",
        "overlay": None,
        "ended": None,
        "next_deadline": "applications",
        "next_deadline_at": NOW + timedelta(days=25),
        "updated_at": NOW,
        "updated_by": "u-1",
        "state": b"\x00state",
    }
    return ProcedureRow(**{**values, **changes})


def make_deadline(stream: str = "RL-1", deadline: str = "applications", **changes: Any) -> DeadlineRow:
    """Return a deadline's row."""
    values = {"lot": "", "due_at": NOW + timedelta(days=25), "status": "running"}
    return DeadlineRow(stream=stream, deadline=deadline, **{**values, **changes})


def make_outbox(number: int = 1, **changes: Any) -> OutboxDraft:
    """Return something to be done after a commit."""
    values: dict[str, Any] = {
        "id": f"018f0000-0000-7000-8000-{number:012d}",
        "gseq": None,
        "stream": "RL-1",
        "kind": "notice.draft",
        "dedupe": f"notice:{number}",
        "payload": {"number": number},
        "due_at": NOW,
    }
    return OutboxDraft(**{**values, **changes})
