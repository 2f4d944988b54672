"""PostgreSQL through pg8000 (BSD licence): prepared statements, and as few round trips as a command allows.

A round trip costs as much as all else that a statement does, so writes whose result nobody needs wait for the next read
or the commit and travel with it: bound and executed in order, with one Sync at the end. When one fails, the server
skips the rest up to that Sync, the COMMIT included.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any, Final

import pg8000.native
from pg8000.converters import make_params

from engine.errors import Busy, InvalidInput, SeedbedError
from storage.address import PostgresAddress
from storage.errors import StorageFailed
from storage.statements import HEAD

LOCK_TIMEOUT_MS: Final = 5_000
IDLE_TIMEOUT_MS: Final = 60_000
MOST_WAITING: Final = 200

_SCRUBBED: Final = ("disclosure", "outbox", "consequence", "delivery")
"""The tables from which erasing deletes, or in which it blanks."""

_WAITED: Final = frozenset({"55P03", "40001", "40P01"})  # lock not available, serialisation failure, deadlock
_AWAY: Final = ("08", "57P", "53300")  # connection lost, server shutting down, too many connections
_FULL: Final = ("53100", "58")  # disk full, input/output error
_NOT_TEXT: Final = frozenset({"22021", "22P05", "22003"})  # a NUL in a text, a number out of range


def settings(address: PostgresAddress) -> dict[str, Any]:
    """Return what pg8000's connect takes."""
    context: ssl.SSLContext | bool | None = {"disable": False, "prefer": None, "require": True}.get(address.sslmode)
    if address.sslmode == "verify-full":
        context = ssl.create_default_context()
    place = {"host": address.host, "port": address.port}
    if address.socket:
        place, context = {"unix_sock": address.socket}, False
    return {
        "user": address.user,
        "password": address.password,
        "database": address.database,
        "ssl_context": context,
        "application_name": "seedbed",
        **place,
    }


def translate(error: Exception, address: PostgresAddress) -> SeedbedError:
    """Return our error for one of the driver's or the server's (by SQLSTATE)."""
    facts = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    state, words = str(facts.get("C", "")), facts.get("M", str(error))
    if state in _WAITED:
        return Busy(f"{address} is held by another command for more than {LOCK_TIMEOUT_MS // 1000} s. Try again.")
    if not facts or state.startswith(_AWAY):
        return Busy(
            f"{address} does not answer ({words}). Nothing is half-written; try again with the same request id."
        )
    if state.startswith(_FULL):
        return StorageFailed(
            f"{address} could not write ({words}): its disk is full or failing. Make room and try again."
        )
    if state in _NOT_TEXT:
        return InvalidInput(f"A value cannot be stored: {words}.")
    return StorageFailed(f"{address} refused ({state}: {words}).")


class PostgresSession:
    """One connection; every statement is prepared once."""

    dialect = "postgresql"
    skip_locked = " FOR UPDATE SKIP LOCKED"
    for_update = " FOR UPDATE"

    def __init__(self, address: PostgresAddress) -> None:
        """Connect and settle; StorageFailed when the server does not grant what durability needs."""
        self.address = address
        self._prepared: dict[str, tuple[Any, ...]] = {}
        self._waiting: list[tuple[bytes, tuple[Any, ...]]] = []
        try:
            self.connection = pg8000.native.Connection(**settings(address))
        except (pg8000.native.Error, OSError, UnicodeError) as error:
            raise translate(error, address) from error
        try:
            self._settle()
        except SeedbedError:
            self.close()
            raise

    def _settle(self) -> None:
        self._simple(
            f"SET lock_timeout = {LOCK_TIMEOUT_MS}; SET idle_in_transaction_session_timeout = {IDLE_TIMEOUT_MS};"
            " SET synchronous_commit = on; SET TIME ZONE 'UTC'; SET client_encoding = 'UTF8';"
            " SET client_min_messages = warning"
        )
        granted = self.facts()
        wanted = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"}
        wrong = [f"{name} is {granted[name]}, not {value}" for name, value in wanted.items() if granted[name] != value]
        if wrong:
            raise StorageFailed(f"{self.address} does not keep what it is given: {'; '.join(wrong)}.")

    def facts(self) -> Mapping[str, str]:
        """Return the effective settings and the server's version, in one round trip."""
        names = ("synchronous_commit", "fsync", "full_page_writes", "server_encoding", "lock_timeout", "server_version")
        row = self.one("SELECT " + ", ".join(f"current_setting('{name}')" for name in names))
        found = dict(zip(names, row or (), strict=True))
        return {"database": "postgresql", "version": found.pop("server_version"), **found}

    def begin_command(self) -> Sequence[Any] | None:
        """Begin, and lock the head row: whoever holds it alone appends. One round trip."""
        rows = self._simple(f"BEGIN; {HEAD} FOR UPDATE")
        return rows[0] if rows else None

    def begin_write(self) -> None:
        """Begin; the rows taken are locked as they are selected."""
        self._simple("BEGIN")

    def begin_read(self) -> None:
        """Begin a transaction whose every statement sees the same moment."""
        self._simple("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """Commit; with synchronous_commit on the log is on the disk when this returns."""
        self._run("COMMIT", ())

    def rollback(self) -> bool:
        """Undo the transaction; False when the connection is gone, which undoes it too."""
        self._waiting.clear()
        try:
            self.connection.execute_simple("ROLLBACK")
        except (pg8000.native.Error, OSError):
            return False
        return True

    def _simple(self, sql: str) -> list[Any]:
        try:
            return self.connection.execute_simple(sql).rows or []
        except (pg8000.native.Error, OSError) as error:
            raise translate(error, self.address) from error

    def _run(self, sql: str, parameters: Sequence[Any]) -> Any:
        """Send what is waiting and then this statement, and return the answer to all of it."""
        connection = self.connection
        try:
            name, *described = self._prepare(sql)
            values = make_params(connection.py_types, parameters)
            waiting, self._waiting = self._waiting, []
            for earlier, earlier_values in waiting:
                connection.send_BIND(earlier, earlier_values)
                connection.send_EXECUTE()
            return connection.execute_named(name, values, *described)
        except (pg8000.native.Error, OSError, UnicodeError) as error:
            raise translate(error, self.address) from error

    def _prepare(self, sql: str) -> tuple[Any, ...]:
        prepared = self._prepared.get(sql)
        if prepared is None:
            numbered = number_parameters(sql)
            prepared = self._prepared[sql] = (*self.connection.prepare_statement(numbered, ()), numbered)
        return prepared

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Sequence[Any] | None:
        """Return the first row, or None."""
        rows = self._run(sql, parameters).rows
        return rows[0] if rows else None

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return every row, as tuples."""
        return [tuple(row) for row in self._run(sql, parameters).rows or ()]

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Execute a statement and return how many rows it changed."""
        if self._waiting:
            self._run("SELECT 1", ())  # the driver adds up the rows of all that travels together
        changed: int = self._run(sql, parameters).row_count
        return changed

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Let a statement wait for the next that travels, which is the next few hundredth at the latest.

        More of them at once would stop both ends for good: each would wait for the other to read first.
        """
        try:
            self._waiting.append((self._prepare(sql)[0], make_params(self.connection.py_types, parameters)))
        except (pg8000.native.Error, OSError, UnicodeError) as error:
            raise translate(error, self.address) from error
        if len(self._waiting) >= MOST_WAITING:
            self._run("SELECT 1", ())

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Let the statement wait once for each row of parameters."""
        for row in rows:
            self.write(sql, row)

    def scrub(self) -> str:
        """Write anew the tables from which something was deleted or blanked; the server removes their old files.

        The server's own log and base backups still hold the old rows until they are recycled
        (docs/explanation/personal-data.md).
        """
        for table in _SCRUBBED:
            self._simple(f"VACUUM (FULL) {table}")
        return f"{', '.join(_SCRUBBED)} vacuumed in full"

    def has_table(self, name: str) -> bool:
        """Return whether the search path holds such a table."""
        return self.one("SELECT 1 WHERE to_regclass(?) IS NOT NULL", (name,)) is not None

    def close(self) -> None:
        """Close the connection; one that is gone already is closed."""
        try:
            self.connection.close()
        except (pg8000.native.Error, OSError):
            return


def number_parameters(sql: str) -> str:
    """Return the statement with each ``?`` as PostgreSQL's $1, $2, ...; our statements hold no ``?`` in a literal."""
    numbers = count(1)
    return "".join(f"${next(numbers)}" if character == "?" else character for character in sql)
