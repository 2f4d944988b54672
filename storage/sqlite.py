"""SQLite through the fixed library that pysqlite3 brings: settings that are set, read back, and refused when not so.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when one connection commits while another checkpoints, which
is what we do all day; so WAL is used from 3.51.3 on and the rollback journal before (docs/decisions/0020-storage.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any, Final

import pysqlite3

from engine.errors import Busy, InvalidInput, SeedbedError
from storage.errors import StorageFailed

FIRST_WITHOUT_WAL_BUG: Final = (3, 51, 3)
OLDEST: Final = (3, 37, 0)  # STRICT tables
BUSY_TIMEOUT_MS: Final = 5_000

_SYNCHRONOUS: Final = {"0": "OFF", "1": "NORMAL", "2": "FULL", "3": "EXTRA"}
_LOCKED: Final = ("SQLITE_BUSY", "SQLITE_LOCKED")
_ADVICE: Final = (
    (
        ("SQLITE_FULL", "SQLITE_IOERR"),
        "could not be written or read: the disk is full or failing; nothing was kept. Make room, then try again",
    ),
    (("SQLITE_READONLY",), "may not be written: check who owns the file and its folder"),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB"), "is damaged, or is not a Seedbed store. Restore it from a backup"),
    (("SQLITE_CANTOPEN",), "cannot be opened: check the folder and its permissions"),
)


def journal_mode(version: tuple[int, ...]) -> str:
    """Return the journal mode that loses nothing on this version of SQLite."""
    return "wal" if version >= FIRST_WITHOUT_WAL_BUG else "truncate"


def translate(error: Exception, path: Path) -> SeedbedError:
    """Return our error for one of the driver's: who holds the file, what is full, what was refused."""
    name = getattr(error, "sqlite_errorname", "") or type(error).__name__
    if name.startswith(_LOCKED):
        return Busy(f"{path} is held by another process for more than {BUSY_TIMEOUT_MS // 1000} s. Try again.")
    if name == "SQLITE_TOOBIG" or isinstance(error, OverflowError | UnicodeEncodeError | pysqlite3.DataError):
        return InvalidInput(f"A value cannot be stored: {error}.")
    for prefixes, advice in _ADVICE:
        if name.startswith(prefixes):
            return StorageFailed(f"{path} {advice} ({error}).")
    return StorageFailed(f"{path} refused a statement ({name}: {error}).")


class _Patience:
    """How long, and how, a statement waits for another's lock.

    SQLite's own busy_timeout waits up to a tenth of a second between looks: among eight busy writers one was seen to
    miss every chance for five seconds. A few milliseconds, never the same twice, give each a fair chance.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    def __call__(self, looks: int) -> int:
        """Sleep and return 1 to look again, or 0 to give up; SQLite counts the looks of one wait from 0."""
        if looks == 0:
            self._until = monotonic() + self._seconds
        if monotonic() >= self._until:
            return 0
        sleep(uniform(0.0005, 0.004))
        return 1


class SqliteSession:
    """One connection in autocommit mode; transactions are begun and ended by hand."""

    dialect = "sqlite"
    skip_locked = ""
    for_update = ""

    def __init__(self, path: Path, *, version: tuple[int, ...] = pysqlite3.sqlite_version_info) -> None:
        """Open the file and settle it; StorageFailed when SQLite does not grant what durability needs."""
        self.path = path
        self._journal = journal_mode(version)
        if version < OLDEST:
            raise StorageFailed(f"SQLite {'.'.join(map(str, version))} is too old; Seedbed needs 3.37 or newer.")
        try:
            self.connection = pysqlite3.connect(
                str(path), timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None, check_same_thread=False
            )
        except pysqlite3.Error as error:
            raise translate(error, path) from error
        # One cursor for all: every statement is read to its end at once, and a cursor for each costs 3 % of a command.
        self._execute = self.connection.cursor().execute
        try:
            self._settle()
        except SeedbedError:
            self.close()
            raise

    def _settle(self) -> None:
        for pragma in (
            f"journal_mode = {self._journal}",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",  # an erased name leaves no bytes behind
            "recursive_triggers = ON",  # REPLACE deletes: the delete trigger must see it
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "mmap_size = 0",
        ):
            self.all(f"PRAGMA {pragma}")
        self.connection.set_busy_handler(_Patience(BUSY_TIMEOUT_MS / 1000))
        granted, wanted = self.facts(), self._wanted()
        wrong = [f"{name} is {granted[name]}, not {value}" for name, value in wanted.items() if granted[name] != value]
        if wrong:
            raise StorageFailed(
                f"{self.path} does not keep what it is given: {'; '.join(wrong)}. Is it on a local disk?"
            )

    def _wanted(self) -> dict[str, str]:
        return {
            "journal_mode": self._journal,
            "synchronous": "FULL",
            "foreign_keys": "1",
            "secure_delete": "1",
            "recursive_triggers": "1",
        }

    def facts(self) -> Mapping[str, str]:
        """Return the effective pragmas and the library's version."""
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "recursive_triggers")
        found = {name: str(self.all(f"PRAGMA {name}")[0][0]) for name in names}
        found["synchronous"] = _SYNCHRONOUS.get(found["synchronous"], found["synchronous"])
        return {
            "database": "sqlite",
            "version": pysqlite3.sqlite_version,
            "lock_wait_ms": str(BUSY_TIMEOUT_MS),
            **found,
        }

    def begin_command(self) -> None:
        """Take SQLite's one write lock; the head is read with the first thing that is asked."""
        self.run("BEGIN IMMEDIATE")

    def begin_write(self) -> None:
        """Take SQLite's one write lock."""
        self.run("BEGIN IMMEDIATE")

    def begin_read(self) -> None:
        """Begin a deferred transaction; the first statement in it fixes the moment that it sees."""
        self.run("BEGIN")

    def commit(self) -> None:
        """Commit; with synchronous FULL the log is on the disk when this returns."""
        self.run("COMMIT")

    def rollback(self) -> bool:
        """Undo the transaction; SQLite has done so itself after a full disk, and a second ROLLBACK would fail."""
        try:
            if self.connection.in_transaction:
                self._execute("ROLLBACK")
        except pysqlite3.Error:
            return False  # the caller raises what went wrong first, and drops this connection
        return True

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Sequence[Any] | None:
        """Return the first row, or None."""
        try:
            row: Sequence[Any] | None = self._execute(sql, parameters).fetchone()
        except (pysqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise translate(error, self.path) from error
        return row

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return every row, as tuples."""
        try:
            rows: list[Any] = self._execute(sql, parameters).fetchall()
        except (pysqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise translate(error, self.path) from error
        return rows

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Execute a statement and return how many rows it changed."""
        try:
            changed: int = self._execute(sql, parameters).rowcount
        except (pysqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise translate(error, self.path) from error
        return changed

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute a statement, at once."""
        try:
            self._execute(sql, parameters)
        except (pysqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise translate(error, self.path) from error

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each row of parameters, at once."""
        try:
            self.connection.executemany(sql, rows)
        except (pysqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise translate(error, self.path) from error

    def has_table(self, name: str) -> bool:
        """Return whether the file holds such a table."""
        return self.one("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)) is not None

    def scrub(self) -> str:
        """Write the whole file anew without free space, and cut the log to nothing; ``Busy`` while it is read.

        ``secure_delete`` has zeroed deleted cells already; what a page's own rearranging left behind goes with this.
        """
        self.run("VACUUM")
        if self._journal == "wal":
            busy, *_ = self.all("PRAGMA wal_checkpoint(TRUNCATE)")[0]
            if busy:
                raise Busy(
                    f"{self.path} is being read: its log still holds deleted pages. Try again when nobody reads."
                )
        return "vacuumed, and the log cut"

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
