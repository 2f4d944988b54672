"""The database itself refuses to change what is append-only, whoever asks."""

from __future__ import annotations

from hashlib import sha256

import pytest

from storage.database import Store
from storage.errors import StorageFailed
from storage.statements import INSERT_EVENT
from tests.databases import Database, on_postgresql, on_sqlite
from tests.storage.factories import NOW, record, seed_history

HASH = b"\1" * 32
DIGEST = sha256(b"bytes").hexdigest()
UPSERT = (
    "INSERT INTO event SELECT 2, stream, n, canon, prev, hash FROM event WHERE gseq = 2"
    " ON CONFLICT (gseq) DO UPDATE SET canon = excluded.canon"
)


def fill(store: Store) -> None:
    """Put something into every append-only table."""
    seed_history(store)
    with store.transaction() as transaction:
        transaction.put_definition(sha256=DIGEST, name="uk", version="1", data=b"bytes")
        transaction.remember(key="k-1", actor="u-1", body_sha256="b", response=b"r", gseq_from=0, gseq_to=5, at=NOW)


ATTACKS = [
    "UPDATE event SET canon = ?1 WHERE gseq = 2",
    "UPDATE event SET gseq = 99 WHERE gseq = 5",
    "UPDATE event SET stream = 'RL-9' WHERE gseq = 5",
    "DELETE FROM event WHERE gseq = 5",
    "DELETE FROM event",
    "UPDATE command SET response = ?1",
    "DELETE FROM command WHERE key = 'k-1'",
    "UPDATE definition SET bytes = ?1",
    "DELETE FROM definition",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_recorded_is_neither_changed_nor_deleted(database: Database, store: Store, attack: str) -> None:
    """UPDATE and DELETE are refused on every append-only table of both databases."""
    fill(store)
    session = database.raw()
    with pytest.raises(StorageFailed, match="append-only"):
        session.run(attack.replace("?1", "?"), (b"forged",) if "?1" in attack else ())
    session.close()
    with store.reading() as reading:
        assert reading.head().count == 6
        assert len(list(reading.all_events())) == 6
        assert reading.answer("k-1") is not None
        assert reading.definition(DIGEST) == b"bytes"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((7, "RL-1", 3), "gseq leaves a gap"),
        ((5, "RL-1", 3), "gseq leaves a gap"),
        ((-1, "RL-1", 3), "gseq leaves a gap"),
        ((6, "RL-1", 4), "n leaves a gap"),
        ((6, "RL-1", 2), "n leaves a gap"),
        ((6, "RL-3", 1), "n leaves a gap"),
        ((6, "RL-3", -1), "n leaves a gap"),
    ],
)
def test_an_event_out_of_order_is_refused(
    database: Database, store: Store, place: tuple[int, str, int], words: str
) -> None:
    """Numbers of the whole history and of each stream begin at 0 and go up by one, or the row is not inserted."""
    fill(store)
    session = database.raw()
    with pytest.raises(StorageFailed, match=words):
        session.run(INSERT_EVENT, (*place, b"{}", HASH, HASH))
    session.close()


@pytest.mark.parametrize(
    ("prev", "own", "words"), [(HASH[:31], HASH, "32 bytes"), (HASH, b"", "32 bytes"), (HASH, HASH, "prev")]
)
def test_an_event_that_is_not_chained_is_refused(
    database: Database, store: Store, prev: bytes, own: bytes, words: str
) -> None:
    """Hashes are whole, and prev is the hash of the event before."""
    fill(store)
    session = database.raw()
    with pytest.raises(StorageFailed, match=words):
        session.run(INSERT_EVENT, (6, "RL-1", 3, b"{}", prev, own))
    session.close()


@on_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_replace_does_not_slip_past_the_guards(database: Database, store: Store, verb: str, recursive: str) -> None:
    """REPLACE may delete without asking a delete trigger: the insert triggers stop it, whatever the settings."""
    fill(store)
    session = database.raw()
    session.all(f"PRAGMA recursive_triggers = {recursive}")
    for attack in (
        f"{verb} INTO event VALUES (2, 'RL-1', 1, x'00', zeroblob(32), zeroblob(32))",
        f"{verb} INTO event VALUES (6, 'RL-1', 1, x'00', zeroblob(32), zeroblob(32))",
        f"{verb} INTO event VALUES (NULL, 'RL-1', 3, x'00', zeroblob(32), zeroblob(32))",
        f"{verb} INTO command VALUES ('k-1', 'u-2', 'b', x'00', 0, 0, 'at')",
        f"{verb} INTO definition VALUES ('{DIGEST}', 'n', 'v', x'00')",
        "UPDATE OR REPLACE event SET gseq = 1 WHERE gseq = 2",
        UPSERT,
    ):
        with pytest.raises(StorageFailed, match=r"append-only|leaves a gap"):
            session.run(attack)
    session.close()
    with store.reading() as reading:
        assert len(list(reading.all_events())) == 6


@on_postgresql
@pytest.mark.parametrize("table", ["event", "command", "definition"])
def test_tables_are_not_emptied_at_a_stroke(database: Database, store: Store, table: str) -> None:
    """TRUNCATE fires no row trigger, so it has a guard of its own."""
    fill(store)
    session = database.raw()
    for attack in (f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE", f"TRUNCATE head, {table}"):
        with pytest.raises(StorageFailed, match="append-only, TRUNCATE refused"):
            session.run(attack)
    session.close()


@on_postgresql
def test_an_upsert_does_not_slip_past_the_guards(database: Database, store: Store) -> None:
    """ON CONFLICT DO UPDATE is stopped before it finds the conflict."""
    fill(store)
    session = database.raw()
    with pytest.raises(StorageFailed, match="leaves a gap"):
        session.run(UPSERT)
    session.close()


def test_refused_attacks_leave_a_working_store(database: Database, store: Store) -> None:
    """After an attack was refused, the next command is recorded as if nothing had been."""
    fill(store)
    session = database.raw()
    with pytest.raises(StorageFailed):
        session.run("DELETE FROM event")
    session.close()
    [event] = record(store)
    assert event.gseq == 6
