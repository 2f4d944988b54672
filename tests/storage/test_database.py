"""A store is made once, opened only when whole, and settles every connection so that nothing acknowledged is lost."""

from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Busy, InvalidInput, NotFound
from storage.address import PostgresAddress, parse_address
from storage.database import SCHEMA_REVISION, Store, create_store, open_store
from storage.errors import StorageFailed
from storage.records import StoreInfo
from storage.sqlite import SqliteSession, journal_mode
from storage.upgrade import newest_revision
from tests.databases import FOUNDED, Database, on_postgresql, on_sqlite
from tests.storage.factories import append, interrupted, record

TERMINATE_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


def test_a_store_is_made_and_opened_again(empty_database: Database) -> None:
    """Making a store gives its schema, mode and origin; opening it finds them."""
    made = create_store(empty_database.url, mode="demo", at=FOUNDED, origin="seedbed.example/roadlab")
    record(made)
    made.close()
    opened = open_store(empty_database.url)
    expected = StoreInfo(origin="seedbed.example/roadlab", mode="demo", created_at=FOUNDED, schema=SCHEMA_REVISION)
    assert made.info == opened.info == expected
    opened.close()


def test_making_a_store_again_changes_nothing(database: Database, store: Store) -> None:
    """A second init keeps the history, the mode, the origin and the day of founding."""
    [event] = record(store)
    again = create_store(database.url, mode="live", at=FOUNDED + timedelta(days=9), origin="other.example")
    assert again.info == store.info
    with again.reading() as reading:
        assert list(reading.all_events()) == [event]
    again.close()


def test_a_live_store_never_becomes_a_demo(database: Database, store: Store) -> None:
    """A simulated clock would drag every later event along, so the mode is fixed at the founding."""
    with pytest.raises(InvalidInput, match="is a live store; it can never become a demo one"):
        create_store(database.url, mode="demo", at=FOUNDED)
    record(store)


@pytest.mark.parametrize(
    ("mode", "origin"), [("test", "a.example"), ("live", ""), ("live", "A B"), ("live", "x" * 200)]
)
def test_a_store_has_a_known_mode_and_a_plain_origin(tmp_path: Path, mode: str, origin: str) -> None:
    """Other values are refused before a file is made."""
    with pytest.raises(InvalidInput):
        create_store(f"sqlite:///{tmp_path}/s.db", mode=mode, at=FOUNDED, origin=origin)
    assert list(tmp_path.iterdir()) == []


def test_opening_where_nothing_is_says_what_to_type(tmp_path: Path, empty_database: Database) -> None:
    """An absent file, an empty file and an empty database all point to init, and none is changed."""
    for url in (f"sqlite:///{tmp_path}/absent.db", empty_database.url):
        with pytest.raises(NotFound, match="seedbed init"):
            open_store(url)
    (tmp_path / "empty.db").touch()
    with pytest.raises(NotFound, match="seedbed init"):
        open_store(f"sqlite:///{tmp_path}/empty.db")
    assert not (tmp_path / "absent.db").exists()


@pytest.mark.parametrize(
    ("revision", "words"), [("0000", "older Seedbed; run `seedbed init`"), ("9999", "newer Seedbed")]
)
def test_a_store_of_another_schema_is_not_opened(database: Database, store: Store, revision: str, words: str) -> None:
    """An older store asks for the upgrade, a newer one for the newer program."""
    session = database.raw()
    session.run("UPDATE alembic_version SET version_num = ?", (revision,))
    session.close()
    with pytest.raises(InvalidInput, match=words):
        open_store(database.url)


def test_a_store_that_was_begun_but_not_finished_is_not_opened(database: Database) -> None:
    """A schema without the founding row means that init was killed: it is run again, and finishes."""
    with pytest.raises(NotFound, match="run `seedbed init` again"):
        open_store(database.url)
    create_store(database.url, mode="live", at=FOUNDED).close()
    open_store(database.url).close()


def test_a_migration_that_fails_leaves_nothing(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The schema is made in one transaction: all of it, or none."""
    broken = lambda: ["CREATE TRIGGER nonsense"]  # noqa: E731 - a name for two patches
    for name in ("sqlite_guards", "postgresql_guards"):
        monkeypatch.setattr(f"storage.migrations.guards.{name}", broken)
    with pytest.raises(StorageFailed):
        create_store(empty_database.url, mode="live", at=FOUNDED)
    session = empty_database.raw()
    assert not session.has_table("event")
    assert not session.has_table("alembic_version")
    session.close()
    monkeypatch.undo()
    create_store(empty_database.url, mode="live", at=FOUNDED).close()


def test_two_inits_at_once_make_one_store(empty_database: Database) -> None:
    """Founding is single-file: both end with the same store, or one is asked to try again."""

    def found(_: int) -> StoreInfo | None:
        try:
            made = create_store(empty_database.url, mode="live", at=FOUNDED)
        except Busy:
            return None
        made.close()
        return made.info

    with ThreadPoolExecutor(2) as pool:
        founded = [info for info in pool.map(found, range(2)) if info is not None]
    assert founded
    opened = open_store(empty_database.url)
    assert all(info == opened.info for info in founded)
    opened.close()


@on_sqlite
def test_sqlite_keeps_what_it_is_given(store: Store) -> None:
    """The fixed SQLite runs in WAL mode with full synchronisation, as it reports itself."""
    facts = store.facts()
    assert facts["database"] == "sqlite"
    assert (facts["journal_mode"], facts["synchronous"]) == ("wal", "FULL")
    assert (facts["foreign_keys"], facts["secure_delete"], facts["recursive_triggers"]) == ("1", "1", "1")


@on_postgresql
def test_postgresql_keeps_what_it_is_given(store: Store) -> None:
    """The server flushes each commit, as it reports itself."""
    facts = store.facts()
    assert facts["database"] == "postgresql"
    assert (facts["synchronous_commit"], facts["fsync"], facts["full_page_writes"]) == ("on", "on", "on")


@pytest.mark.parametrize(
    ("version", "mode"),
    [((3, 40, 1), "truncate"), ((3, 51, 2), "truncate"), ((3, 51, 3), "wal"), ((3, 53, 4), "wal"), ((4, 0, 0), "wal")],
)
def test_wal_is_used_only_without_its_bug(version: tuple[int, ...], mode: str) -> None:
    """SQLite up to 3.51.2 may corrupt a database in WAL mode, so it gets the rollback journal."""
    assert journal_mode(version) == mode


@on_sqlite
def test_an_old_sqlite_runs_on_the_rollback_journal(database: Database, store: Store) -> None:
    """With TRUNCATE the same file takes and keeps events, fully synchronised."""
    record(store)
    store.close()
    session = SqliteSession(Path(database.url.removeprefix("sqlite:///")), version=(3, 40, 1))
    assert (session.facts()["journal_mode"], session.facts()["synchronous"]) == ("truncate", "FULL")
    old = Store(session.path, store.info, session)
    assert record(old)[0].n == 1
    old.close()


@on_sqlite
def test_a_sqlite_too_old_for_strict_tables_is_refused(database: Database) -> None:
    """Before 3.37 there are no STRICT tables, and a column could hold anything."""
    with pytest.raises(StorageFailed, match="too old"):
        SqliteSession(Path(database.url.removeprefix("sqlite:///")), version=(3, 36, 0))


@on_sqlite
def test_settings_that_are_not_granted_stop_the_start(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """When what is read back is not what was set, the store is not opened."""
    monkeypatch.setattr(SqliteSession, "facts", lambda self: {**self._wanted(), "synchronous": "NORMAL"})
    with pytest.raises(StorageFailed, match="synchronous is NORMAL, not FULL"):
        open_store(database.url)


@on_postgresql
def test_a_server_that_forgets_is_refused(database: Database, store: Store) -> None:
    """A database that is configured to be in another character set or not to flush is not opened."""
    from storage.postgresql import PostgresSession

    original = PostgresSession.facts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PostgresSession, "facts", lambda self: {**original(self), "fsync": "off"})
        with pytest.raises(StorageFailed, match="fsync is off, not on"):
            open_store(database.url)


def test_the_file_belongs_to_its_owner(tmp_path: Path) -> None:
    """Names and tenders are not for other accounts of the machine: neither in the file nor in its log."""
    made = create_store(f"sqlite:///{tmp_path}/data/s.db", mode="live", at=FOUNDED)
    record(made)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    made.close()
    assert {"s.db", "s.db-wal"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """Something else under the store's name is not overwritten."""
    path = tmp_path / "s.db"
    path.write_bytes(b"Dear Sir or Madam, " * 100)
    for attempt in (open_store, lambda url: create_store(url, mode="live", at=FOUNDED)):
        with pytest.raises(StorageFailed, match="not a Seedbed store"):
            attempt(f"sqlite:///{path}")
    assert path.read_bytes() == b"Dear Sir or Madam, " * 100


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file where the folder should be is said to be in the way."""
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StorageFailed, match="cannot be made"):
        create_store(f"sqlite:///{tmp_path}/data/s.db", mode="live", at=FOUNDED)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "begins with ''"),
        ("mysql://x/y", "begins with 'mysql'"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///a\0b", "names no file"),
        ("postgresql://host/db", "needs a user"),
        ("postgresql://u@host", "needs a user and a database"),
        ("postgresql://u@host:99999/db", "cannot be read"),
        ("postgresql://u@host:port/db", "cannot be read"),
        ("postgresql://u@host/db?sslmode=maybe", "sslmode 'maybe'"),
        ("postgresql://u@host/db?options=x", "setting 'options'"),
    ],
)
def test_a_wrong_url_is_explained(url: str, words: str) -> None:
    """The message says what is wrong and what is known."""
    with pytest.raises(InvalidInput, match=words):
        open_store(url)


def test_a_postgresql_url_is_read_in_full() -> None:
    """User, password, port and socket folder are taken from it; the password is never printed."""
    address = parse_address("postgresql://u%40x:p%2Fw@db.example:6432/seed%20bed?sslmode=verify-full")
    assert isinstance(address, PostgresAddress)
    assert (address.user, address.password, address.host, address.port) == ("u@x", "p/w", "db.example", 6432)
    assert (address.database, address.sslmode, address.socket) == ("seed bed", "verify-full", None)
    assert "p/w" not in f"{address} {address!r}"
    socket = parse_address("postgresql://u@localhost/db?host=/run/pg")
    assert isinstance(socket, PostgresAddress)
    assert socket.socket == "/run/pg/.s.PGSQL.5432"


@pytest.mark.parametrize("url", ["postgresql://u@127.0.0.1:1/db", "postgresql://u@x/db?host=/no/such/folder"])
def test_a_server_that_is_away_is_named(url: str) -> None:
    """Nobody answering is a matter of trying again, with the address in the message and the password not."""
    with pytest.raises(Busy, match="does not answer"):
        open_store(url.replace("u@", "u:secret@"))


def short_patience(store: Store) -> None:
    """Let the store's connection wait for others no longer than a test wants to."""
    session = store.take()
    if session.dialect == "sqlite":
        session.all("PRAGMA busy_timeout = 50")
    else:
        session.run("SET lock_timeout = 50")
    store.give_back(session, usable=True)


def test_whoever_waits_too_long_is_told_that_the_store_is_busy(database: Database, store: Store) -> None:
    """One command at a time holds the history; another gets Busy, not a wrong answer, and succeeds afterwards."""
    other = open_store(database.url)
    short_patience(other)
    with store.transaction() as transaction:
        append(transaction)
        with pytest.raises(Busy, match="Try again"):
            record(other)
        with other.reading() as reading:
            assert reading.head().count == 0
    assert record(other)[0].n == 1
    other.close()


def test_threads_share_a_store(store: Store) -> None:
    """Each transaction has a connection to itself; no event is lost and none is twice."""
    with ThreadPoolExecutor(4) as pool:
        events = [event for found in pool.map(lambda _: record(store), range(40)) for event in found]
    assert sorted(event.n for event in events) == list(range(40))
    with store.reading() as reading:
        assert [event.hash for event in reading.all_events()] == [
            event.hash for event in sorted(events, key=lambda event: event.n)
        ]


def test_a_store_survives_a_fork(database: Database, store: Store) -> None:
    """A child process opens its own connections and leaves the parent's alone."""
    record(store)
    script = (
        "import os, sys\n"
        "from storage.database import open_store\n"
        "from tests.storage.factories import record\n"
        "store = open_store(sys.argv[1])\n"
        "record(store)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    record(store)\n"
        "    os._exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "record(store)\n"
    )
    subprocess.run([sys.executable, "-c", script, database.url], check=True, cwd=Path(__file__).parents[2], timeout=60)
    with store.reading() as reading:
        assert reading.stream_head("RL-1").n == 3  # type: ignore[union-attr]


@on_postgresql
def test_a_lost_connection_is_replaced(database: Database, store: Store) -> None:
    """When the server drops a connection, that command is told to try again, and the next one works."""
    record(store)
    session = database.raw()
    session.all(TERMINATE_OTHERS)
    session.close()
    with pytest.raises(Busy, match="does not answer"):
        record(store)
    assert record(store)[0].n == 1


@on_postgresql
def test_a_connection_lost_in_the_middle_undoes_the_command(database: Database, store: Store) -> None:
    """The error that is raised is the loss, not the failing rollback after it."""

    def lose_the_connection() -> None:
        with store.transaction() as transaction:
            append(transaction)
            session = database.raw()
            session.all(TERMINATE_OTHERS)
            session.close()
            append(transaction)

    with pytest.raises(Busy, match="does not answer"):
        lose_the_connection()
    with store.reading() as reading:
        assert reading.head().count == 0


def test_what_went_wrong_first_is_what_is_raised(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rollback that fails too does not hide the error, and its connection is not used again."""
    session: Any = store.take()
    monkeypatch.setattr(session, "rollback", lambda: False)
    store.give_back(session, usable=True)
    with interrupted(store) as transaction:
        append(transaction)
    fresh = store.take()
    assert fresh is not session
    store.give_back(fresh, usable=True)
    assert record(store)[0].n == 0


@pytest.fixture
def read_only(database: Database, store: Store) -> Store:
    """Give a store whose database refuses to write."""
    session = store.take()
    if database.kind == "sqlite":
        session.all("PRAGMA query_only = ON")
    else:
        session.run("SET default_transaction_read_only = on")
    store.give_back(session, usable=True)
    return store


def test_a_database_that_may_not_be_written_says_so(read_only: Store) -> None:
    """Reading goes on; writing is refused with the reason, and nothing is kept."""
    with pytest.raises(StorageFailed):
        record(read_only)
    with read_only.reading() as reading:
        assert reading.head().count == 0


def test_the_program_knows_the_newest_schema() -> None:
    """The revision that is checked at every start is the one that the migrations lead to."""
    assert newest_revision() == SCHEMA_REVISION


def test_a_write_that_fails_undoes_all_that_travelled_with_it(store: Store) -> None:
    """Whether the driver sends writes one by one or together with the commit, one refusal keeps them all out."""

    def repeat_a_key() -> None:
        with store.transaction() as transaction:
            append(transaction)
            for _ in range(2):
                transaction.remember(
                    key="k", actor="u", body_sha256="b", response=b"", gseq_from=0, gseq_to=0, at=FOUNDED
                )
            append(transaction, stream="RL-2")

    with pytest.raises(StorageFailed):
        repeat_a_key()
    with store.reading() as reading:
        assert (reading.head().count, reading.answer("k")) == (0, None)
    assert record(store)[0].gseq == 0


def test_reads_see_the_writes_before_them(store: Store) -> None:
    """Within a transaction every read sees every write that was made before it, however it travelled."""
    with store.transaction() as transaction:
        for number in range(450):
            append(transaction)
            if number % 150 == 0:
                assert len(list(transaction.events("RL-1"))) == number + 1
        assert transaction.erase_subject("nobody") == 0
        assert len(transaction.streams()) == 1
    with store.reading() as reading:
        assert reading.head().count == 450
