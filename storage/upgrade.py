"""Makes or upgrades a store's schema with Alembic; imported only by ``seedbed init`` and by tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pysqlite3
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.address import Address, PostgresAddress, parse_address
from storage.postgresql import PostgresSession, settings
from storage.postgresql import translate as translate_postgresql
from storage.sqlite import SqliteSession
from storage.sqlite import translate as translate_sqlite

# Any number will do, as long as every Seedbed that upgrades one database asks for the same.
_UPGRADE_LOCK: Final = 5_247_803_110


def upgrade(url: str) -> None:
    """Bring the schema to the newest revision in one transaction; a store that has it is left as it is."""
    address = parse_address(url)
    try:
        with _connect(address) as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    except DBAPIError as error:
        driver_error = error.orig if isinstance(error.orig, Exception) else error
        if isinstance(address, PostgresAddress):
            raise translate_postgresql(driver_error, address) from error
        raise translate_sqlite(driver_error, address) from error


def newest_revision() -> str | None:
    """Return the revision that the migrations lead to."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _connect(address: Address) -> Connection:
    """Open a connection with our sessions' settings, so that an upgrade is as durable as a command; one at a time."""
    if isinstance(address, PostgresAddress):
        engine = create_engine("postgresql+pg8000://", creator=lambda: _pg8000(address), poolclass=NullPool)
        connection = engine.connect()
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
        return connection
    engine = create_engine(
        "sqlite://", module=pysqlite3, creator=lambda: SqliteSession(address).connection, poolclass=NullPool
    )
    connection = engine.connect()
    # The driver stays in autocommit mode; this transaction is the one that the final commit ends.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    return connection


def _pg8000(address: PostgresAddress) -> Any:
    import pg8000.dbapi  # noqa: PLC0415 - SQLAlchemy wants the DB-API face of the driver, nobody else does

    PostgresSession(address).close()  # refuses a server that does not keep what it is given
    return pg8000.dbapi.connect(**settings(address))
