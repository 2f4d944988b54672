"""What the ledger reads and keeps is the same on both databases, and the database guards it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import InvalidInput
from engine.ledger.heads import HeadsBook, StreamHeadAt, heads_root
from engine.ledger.merkle import Frontier, tree_root
from storage import ledger
from storage.database import Store
from storage.errors import StorageFailed
from storage.ledger import CheckpointRow, CosignatureRow
from tests.databases import Database, on_postgresql, on_sqlite
from tests.storage.factories import NOW, record, seed_history

WITNESS = "witness.example/w1+01020304"


def fill(store: Store) -> CheckpointRow:
    """Record six events and keep checkpoints at three sizes, the last cosigned."""
    events = seed_history(store)
    rows = []
    with store.transaction() as transaction:
        for size in (2, 5, 6):
            frontier = Frontier().extend(event.hash for event in events[:size])
            rows.append(CheckpointRow(size=size, at=NOW, note=f"note {size}\n", frontier=frontier.to_bytes()))
            transaction.add_checkpoint(rows[-1])
        transaction.add_cosignature(CosignatureRow(size=6, witness=WITNESS, at=NOW, line="line\n"))
    return rows[-1]


def test_heads_are_those_of_the_history(store: Store) -> None:
    """The newest event of every stream, now and as it was before any event, also across pages."""
    events = seed_history(store, events=9)
    with store.reading() as reading:
        known: dict[str, StreamHeadAt] = {}
        for event in events:
            assert sorted(reading.heads(event.gseq)) == sorted(known.values())
            known[event.stream] = StreamHeadAt(event.stream, event.n, event.hash)
        assert sorted(reading.heads()) == sorted(reading.heads(len(events))) == sorted(known.values())


@pytest.mark.parametrize("page", [1, 2, 20_000])
def test_leaves_come_in_order(store: Store, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes and links run from one gseq to before another, whatever the length of a page."""
    events = seed_history(store)
    monkeypatch.setattr(ledger, "LINK_PAGE", page)
    with store.reading() as reading:
        assert list(reading.hashes()) == [event.hash for event in events]
        assert list(reading.hashes(2, 4)) == [event.hash for event in events[2:4]]
        assert list(reading.hashes(6)) == []
        assert [(head.stream, head.n) for head in reading.head_changes(3)] == [("RL-2", 1), ("RL-1", 2), ("RL-2", 2)]
        book = HeadsBook(reading.heads(3))
        for head in reading.head_changes(3):
            book.take(head)
        assert book.root() == heads_root(reading.heads())


def test_checkpoints_are_kept_and_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest, one of a size, those after a size in order, and the first that covers an event."""
    monkeypatch.setattr(ledger, "CHECKPOINT_PAGE", 2)
    with store.reading() as reading:
        assert reading.newest_checkpoint() is None
        assert list(reading.checkpoints()) == []
    last = fill(store)
    with store.reading() as reading:
        assert reading.newest_checkpoint() == reading.checkpoint(6) == last
        assert reading.checkpoint(4) is None
        assert [row.size for row in reading.checkpoints()] == [2, 5, 6]
        assert [row.size for row in reading.checkpoints(after=2)] == [5, 6]
        assert [row.size for row in reading.newest_checkpoints(2)] == [6, 5]
        covering = [reading.checkpoint_over(gseq) for gseq in range(7)]
        assert [row.size if row else None for row in covering] == [2, 2, 5, 5, 5, 6, None]
        assert last.edge().root() == tree_root(reading.hashes())
        assert reading.cosignatures(6) == [CosignatureRow(size=6, witness=WITNESS, at=NOW, line="line\n")]
        assert reading.cosignatures(5) == []
        assert reading.cosigned_sizes() == [6]


def test_a_frontier_of_another_size_is_noticed(store: Store) -> None:
    """Bytes that cannot be the edge of a tree of this size are InvalidInput, not a wrong root later."""
    last = fill(store)
    with pytest.raises(InvalidInput):
        last._replace(size=7).edge()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE checkpoint SET note = 'forged' WHERE size = 6",
        "UPDATE checkpoint SET size = 4 WHERE size = 5",
        "DELETE FROM checkpoint WHERE size = 6",
        "DELETE FROM checkpoint",
        "UPDATE cosignature SET line = 'forged'",
        "DELETE FROM cosignature",
    ],
)
def test_checkpoints_are_neither_changed_nor_deleted(database: Database, store: Store, attack: str) -> None:
    """UPDATE and DELETE are refused on both tables of both databases."""
    last = fill(store)
    session = database.raw()
    with pytest.raises(StorageFailed, match="append-only"):
        session.run(attack)
    session.close()
    with store.reading() as reading:
        assert reading.newest_checkpoint() == last
        assert len(reading.cosignatures(6)) == 1


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (6, "does not grow"),
        (3, "does not grow"),
        (0, "does not grow"),
        (-1, "does not grow"),
        (8, "beyond the history"),
    ],
)
def test_a_checkpoint_that_cannot_be_is_refused(store: Store, size: int, words: str) -> None:
    """The next one is larger than the last, and not larger than the history."""
    last = fill(store)
    record(store, now=NOW + timedelta(minutes=1))
    with pytest.raises(StorageFailed, match=words), store.transaction() as transaction:
        transaction.add_checkpoint(last._replace(size=size))
    with store.transaction() as transaction:
        transaction.add_checkpoint(last._replace(size=7))


@pytest.mark.parametrize(
    ("size", "witness", "words"),
    [(6, WITNESS, "append-only"), (4, WITNESS, "no checkpoint")],
)
def test_a_cosignature_that_cannot_be_is_refused(store: Store, size: int, witness: str, words: str) -> None:
    """A witness signs a checkpoint once, and only one that there is."""
    fill(store)
    row = CosignatureRow(size=size, witness=witness, at=NOW, line="another\n")
    with pytest.raises(StorageFailed, match=words), store.transaction() as transaction:
        transaction.add_cosignature(row)
    with store.transaction() as transaction:
        transaction.add_cosignature(row._replace(size=6, witness="another+01020304"))


@on_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_replace_does_not_slip_past(database: Database, store: Store, recursive: str) -> None:
    """REPLACE may delete without asking a delete trigger: the insert triggers stop it, whatever the settings."""
    fill(store)
    session = database.raw()
    session.all(f"PRAGMA recursive_triggers = {recursive}")
    for attack in (
        "INSERT OR REPLACE INTO checkpoint VALUES (6, 'at', 'forged', x'00')",
        "INSERT OR IGNORE INTO checkpoint VALUES (5, 'at', 'forged', x'00')",
        "REPLACE INTO cosignature VALUES (6, 'witness.example/w1+01020304', 'at', 'forged')",
        "UPDATE OR REPLACE checkpoint SET size = 5 WHERE size = 6",
    ):
        with pytest.raises(StorageFailed, match=r"append-only|does not grow"):
            session.run(attack)
    session.close()


@on_postgresql
@pytest.mark.parametrize("table", ["checkpoint", "cosignature"])
def test_tables_are_not_emptied_at_a_stroke(database: Database, store: Store, table: str) -> None:
    """TRUNCATE fires no row trigger, so it has a guard of its own."""
    fill(store)
    session = database.raw()
    for attack in (f"TRUNCATE {table}", f"TRUNCATE head, {table}"):
        with pytest.raises(StorageFailed, match="append-only, TRUNCATE refused"):
            session.run(attack)
    session.close()
