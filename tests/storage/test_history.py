"""The history takes events at its end, in order, in their final form, and gives them back as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.canonical import canonical
from engine.errors import HistoryConflict, InvalidInput
from storage.database import Store, open_store
from storage.history import PAGE
from storage.records import EventDraft, Head, RecordedBy, Sealed, StreamHead
from tests.databases import Database, on_sqlite
from tests.engine.test_canonical import EVENT_1, HASHES, heads_root
from tests.storage.factories import (
    BY,
    DEFINITION,
    JANE,
    NOW,
    append,
    event_id,
    interrupted,
    make_draft,
    record,
    seed_history,
)


def test_what_is_appended_is_what_is_read(store: Store) -> None:
    """Events come back byte for byte, by stream and as a whole."""
    recorded = seed_history(store)
    with store.reading() as reading:
        assert list(reading.all_events()) == recorded
        assert list(reading.events("RL-2")) == recorded[1::2]
        assert list(reading.events("RL-1", 0, 1)) == [recorded[2]]
        assert list(reading.all_events(3)) == recorded[4:]
        assert reading.streams() == ["RL-1", "RL-2"]
        assert reading.head() == Head(count=6, last_at=NOW + timedelta(seconds=5))
        assert reading.stream_head("RL-2") == StreamHead(2, recorded[5].hash)
        assert reading.stream_head("RL-3") is None
        assert list(reading.events("RL-3")) == []


def test_the_history_survives_closing(database: Database, store: Store) -> None:
    """What was committed is there for whoever opens the store next."""
    recorded = seed_history(store)
    store.close()
    again = open_store(database.url)
    with again.reading() as reading:
        assert list(reading.all_events()) == recorded
    again.close()


def test_the_published_vector_is_recorded_as_published(store: Store) -> None:
    """Four events through the real store give the bytes and the hashes of the published vector."""
    by = RecordedBy(id="u-1", role="programme_manager", auth="session")
    plan: list[tuple[str, dict[str, Any]]] = [("p-1", {"x": 0}), ("p-2", {"x": "é"}), ("p-1", {"x": []})]
    events = []
    for gseq, (stream, data) in enumerate(plan):
        events += _published(store, gseq, stream, EventDraft(type="test", data=data, id=event_id(gseq)), by)
    root = heads_root([("p-1", 1, events[2].hash.hex()), ("p-2", 0, events[1].hash.hex())])
    ledger = EventDraft(type="ledger.heads", data={"count": 2, "root": root}, id=event_id(3))
    events += _published(store, 3, "ledger", ledger, by)
    assert events[1].canon == EVENT_1
    assert [event.hash.hex() for event in events] == HASHES


def _published(store: Store, gseq: int, stream: str, draft: EventDraft, by: RecordedBy) -> list[Any]:
    with store.transaction() as transaction:
        return transaction.append(
            stream,
            [draft],
            now=NOW + timedelta(seconds=gseq),
            recorded_by=by,
            cause=f"k-{gseq}",
            definition_sha256="0" * 64,
        )


def test_several_events_of_one_command_are_chained_in_order(store: Store) -> None:
    """Drafts keep their order and follow each other in number and hash."""
    first, second, third = record(store, *(make_draft({"x": number}) for number in range(3)))
    assert [first.n, second.n, third.n] == [0, 1, 2]
    assert [second.prev, third.prev] == [first.hash, second.hash]
    assert [event.body()["data"]["x"] for event in (first, second, third)] == [0, 1, 2]


def test_a_transaction_sees_what_it_appended(store: Store) -> None:
    """Head and stream head move with each append, before the commit."""
    with store.transaction() as transaction:
        [first] = append(transaction)
        assert transaction.head().count == 1
        assert transaction.stream_head("RL-1") == StreamHead(0, first.hash)
        [second] = append(transaction)
        assert (second.n, second.prev) == (1, first.hash)
        assert list(transaction.events("RL-1")) == [first, second]


def test_nothing_to_append_changes_nothing(store: Store) -> None:
    """No drafts, no events, no movement of the head."""
    with store.transaction() as transaction:
        assert transaction.append("RL-1", [], now=NOW, recorded_by=BY, cause="k", definition_sha256=DEFINITION) == []
        assert transaction.head() == Head(count=0, last_at=None)


def test_time_never_goes_back(store: Store) -> None:
    """When the clock is set back, an event is dated like the one before it; also across streams."""
    record(store, now=NOW)
    [late] = record(store, stream="RL-2", now=NOW - timedelta(hours=1))
    [later] = record(store, now=NOW + timedelta(microseconds=1))
    assert late.at() == NOW
    assert later.at() == NOW + timedelta(microseconds=1)


def test_a_failed_transaction_leaves_no_trace(store: Store) -> None:
    """An exception undoes events, head, disclosures and everything else of the transaction."""
    with interrupted(store) as transaction:
        append(transaction, make_draft(sealed={"data.name": JANE}))
        transaction.remember(key="k", actor="u-1", body_sha256="b", response=b"", gseq_from=0, gseq_to=0, at=NOW)
    with store.reading() as reading:
        assert reading.head() == Head(count=0, last_at=None)
        assert list(reading.all_events()) == []
        assert reading.disclosure_count() == 0
        assert reading.answer("k") is None


def test_the_second_of_two_is_told_who_was_first(store: Store) -> None:
    """A caller who knew an older history is refused, with who moved it, when, and by what."""
    record(store)
    first = r"artefact\.submitted was recorded by u-1 at 2026-11-23T10:00:00"
    with pytest.raises(HistoryConflict, match=first), store.transaction() as transaction:
        append(transaction, expected_n=-1)
    with pytest.raises(HistoryConflict, match="no event 7"), store.transaction() as transaction:
        append(transaction, expected_n=7)
    with store.transaction() as transaction:
        append(transaction, expected_n=0)


def test_sealed_values_stay_out_of_the_history(store: Store) -> None:
    """The event holds the path and a commitment; the value lies in a row that can be deleted."""
    hidden = {
        "data.partners.0.name": Sealed(value={"first": "Zoë"}, subject="s-1", klass="commercial"),
        "data.name": JANE,
    }
    [event] = record(store, make_draft({"x": 1, "partners": [{"id": "s-1"}]}, sealed=hidden))
    assert b"Zo" not in event.canon
    assert b"Jane" not in event.canon
    assert [seal["path"] for seal in event.body()["sealed"]] == ["data.name", "data.partners.0.name"]
    with store.reading() as reading:
        values = {(event.hash, "data.name"): "Jane", (event.hash, "data.partners.0.name"): {"first": "Zoë"}}
        assert reading.disclosures("RL-1") == values
        assert reading.disclosures("RL-2") == {}
        assert {(row.subject, row.klass) for row in reading.disclosed("RL-1")} == {
            ("u-9", "personal"),
            ("s-1", "commercial"),
        }


def test_erasing_a_subject_deletes_their_values_alone(store: Store) -> None:
    """Whom an erasure names is forgotten everywhere, and nobody else is."""
    record(store, make_draft(sealed={"data.name": JANE}), make_draft(sealed={"data.name": JANE}))
    [kept] = record(store, make_draft(sealed={"data.name": Sealed(value="Ann", subject="u-8", klass="personal")}))
    with store.transaction() as transaction:
        assert transaction.erase_subject("u-9") == 2
    with store.reading() as reading:
        assert reading.disclosures("RL-1") == {(kept.hash, "data.name"): "Ann"}


@on_sqlite
def test_an_erased_value_leaves_no_bytes_in_the_file(tmp_path: Path, database: Database, store: Store) -> None:
    """The deleted value is overwritten in the file, and its log goes when the store is closed."""
    canary = "CANARY-4711-" * 4
    record(store, make_draft(sealed={"data.name": Sealed(value=canary, subject="u-9", klass="personal")}))
    with store.transaction() as transaction:
        transaction.erase_subject("u-9")
    store.close()
    left = b"".join(path.read_bytes() for path in (tmp_path / "store").iterdir())
    assert canary.encode() not in left


def test_salts_come_from_the_source_that_was_passed(store: Store) -> None:
    """With the same ids, times and random source, a history has the same bytes on any day."""
    draft = EventDraft(type="test", data={}, id=event_id(1), sealed={"data.name": JANE})
    with store.transaction() as transaction:
        [event] = transaction.append(
            "RL-1",
            [draft],
            now=NOW,
            recorded_by=BY,
            cause="k",
            definition_sha256=DEFINITION,
            random_bytes=bytes,
        )
    [seal] = event.body()["sealed"]
    assert seal["commitment"] == "a2b5ac26d972ea2a71235ced9401d7386f37dba933df3c0bfc533b1c2890104e"


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (make_draft({"x": 1.5}), r"data\.x is a float"),
        (make_draft({"x": "y" * 70_000}), "bytes long"),
        (make_draft({"x": "\ud800"}), "lone surrogate"),
        (make_draft(kind="Opened"), "no event type"),
        (make_draft(kind="a..b"), "no event type"),
        (make_draft(kind=""), "no event type"),
        (EventDraft(type="test", data={}, id=b"short"), "UUID of version 7"),
        (EventDraft(type="test", data={}, id=bytes(16)), "UUID of version 7"),
        (make_draft(sealed={"name": JANE}), 'begins with "data."'),
        (make_draft(sealed={"data.": JANE}), 'begins with "data."'),
        (make_draft({"name": "Jane"}, sealed={"data.name": JANE}), "sealed and also public"),
        (make_draft({"p": [{"name": "J"}]}, sealed={"data.p.0.name": JANE}), "sealed and also public"),
        (make_draft(sealed={"data.x.y": Sealed(value=1.5, subject="u", klass="c")}), "is a float"),
    ],
)
def test_a_fact_that_cannot_be_kept_is_refused_whole(store: Store, draft: EventDraft, words: str) -> None:
    """One bad draft refuses the whole append; the good one beside it is not recorded either."""
    with pytest.raises(InvalidInput, match=words), store.transaction() as transaction:
        append(transaction, make_draft(), draft)
    with store.reading() as reading:
        assert reading.head().count == 0


@pytest.mark.parametrize("stream", ["", "a b", "../x", "é", "x" * 129, "a\0b", "-a", "a\n"])
def test_a_stream_has_a_plain_name(store: Store, stream: str) -> None:
    """A name goes into hashes, files and web addresses, so it holds nothing that could be read in two ways."""
    with pytest.raises(InvalidInput, match="cannot name a stream"), store.transaction() as transaction:
        append(transaction, stream=stream)


@pytest.mark.parametrize("digest", ["", "0" * 63, "Z" * 64, "A" * 64])
def test_an_event_names_a_definition_by_its_whole_digest(store: Store, digest: str) -> None:
    """A short or mistyped digest is refused before anything is written."""
    with pytest.raises(InvalidInput, match="64 lower-case"), store.transaction() as transaction:
        transaction.append("RL-1", [make_draft()], now=NOW, recorded_by=BY, cause="k", definition_sha256=digest)


def test_a_reading_sees_one_moment(store: Store) -> None:
    """What is committed during a reading is not in it."""
    record(store)
    with store.reading() as reading:
        assert reading.head().count == 1
        record(store)
        assert reading.head().count == 1
        assert len(list(reading.events("RL-1"))) == 1


def test_a_long_history_is_read_in_pages(store: Store) -> None:
    """A history longer than a page comes whole, in order, without holding it all."""
    total = PAGE + 3
    with store.transaction() as transaction:
        append(transaction, *(make_draft({"x": number}) for number in range(total)))
    with store.reading() as reading:
        by_stream: Iterator[Any] = reading.events("RL-1")
        assert [event.n for event in by_stream] == list(range(total))
        assert [event.gseq for event in reading.all_events()] == list(range(total))
        assert [event.n for event in reading.events("RL-1", PAGE - 2, PAGE)] == [PAGE - 1, PAGE]


def test_canonical_bytes_are_those_of_the_engine(store: Store) -> None:
    """The fast encoder of the command path writes what the engine's own would."""
    [event] = record(store, make_draft({"text": 'é\u2028\x7f"\\\b\x1f', "list": [None, True, -1, []], "o": {}}))
    assert event.canon == canonical(event.body())


@on_sqlite
def test_the_standard_library_reads_the_file(database: Database, store: Store) -> None:
    """The file is ordinary SQLite: an auditor needs no program of ours to read it."""
    recorded = seed_history(store)
    store.close()
    path = database.url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT hash FROM event ORDER BY gseq").fetchall() == [
        (event.hash,) for event in recorded
    ]
    connection.close()
