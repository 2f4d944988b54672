"""Lets the real command path run while everything that it writes, renames and syncs goes onto a tape.

SQLite's files are watched from below, by a layer between SQLite and the system (apsw, an independent build of SQLite;
the product's own driver offers no such layer): the statements, the settings and the order of writes and syncs are
those of the product. Documents are watched at ``os.fsync`` and ``Path.replace``, by which storage.artefacts makes them
last. Linux only, as the tests are: the name of an open file is read from /proc.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import apsw
import pysqlite3

from tests.power.disk import Cut, Rename, Sync, SyncFolder, Tape, Write

LAYER = "seedbed-power"
PAGES_TO_CHECKPOINT = 100


class _Watched(apsw.VFSFile):
    """One file of SQLite's: everything goes through, and onto the tape."""

    def __init__(self, tape: Tape, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._tape = tape
        self._file = Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name))
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._tape.append(Write(self._file, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        self._tape.append(Cut(self._file, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        super().xSync(flags)
        self._tape.append(Sync(self._file))


class _Layer(apsw.VFS):
    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        super().__init__(LAYER, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        return _Watched(self._tape, name, flags)


class _Cursor:
    """The part of a database cursor that ``storage.sqlite`` uses."""

    def __init__(self, connection: apsw.Connection, *, lying: bool) -> None:
        self._connection, self._lying = connection, lying
        self._rows: list[Any] = []
        self.rowcount = -1

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> _Cursor:
        if self._lying and statement == "PRAGMA synchronous = FULL":
            statement = "PRAGMA synchronous = NORMAL"
        before = self._connection.total_changes()
        self._rows = list(self._connection.execute(statement, tuple(parameters)))
        if self._lying and statement == "PRAGMA synchronous":
            self._rows = [(2,)]
        self.rowcount = self._connection.total_changes() - before
        return self

    def fetchone(self) -> Any:
        return self._rows[0] if self._rows else None

    def fetchall(self) -> list[Any]:
        return self._rows


class _Connection:
    """The part of a database connection that ``storage.sqlite`` uses."""

    def __init__(self, path: str, *, lying: bool) -> None:
        self._apsw = apsw.Connection(path, vfs=LAYER)
        # The log is written back ten times as often as by default, so that a short recording holds it several times.
        self._apsw.wal_autocheckpoint(PAGES_TO_CHECKPOINT)
        self._lying = lying

    def cursor(self) -> _Cursor:
        return _Cursor(self._apsw, lying=self._lying)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._apsw.executemany(statement, rows)

    def set_busy_handler(self, handler: Any) -> None:
        self._apsw.set_busy_handler(handler)

    @property
    def in_transaction(self) -> bool:
        return self._apsw.in_transaction

    def close(self) -> None:
        self._apsw.close()


@contextmanager
def recorded(documents: Path, *, lying_database: bool = False, lying_documents: bool = False) -> Iterator[Tape]:
    """Record what is written meanwhile; a lying one says that it syncs and does not (the negative controls)."""
    tape: Tape = []
    layer = _Layer(tape)

    def connect(path: str, **_settings: Any) -> _Connection:
        return _Connection(path, lying=lying_database)

    driver = SimpleNamespace(
        connect=connect, Error=apsw.Error, DataError=pysqlite3.DataError, sqlite_version=apsw.sqlite_lib_version()
    )
    with patch("storage.sqlite.pysqlite3", driver), _documents(tape, documents, lying=lying_documents):
        yield tape
    layer.unregister()


@contextmanager
def _documents(tape: Tape, folder: Path, *, lying: bool) -> Iterator[None]:
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        real_sync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if not path.is_relative_to(folder):
            return
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            tape.append(SyncFolder(path))
            return
        tape.append(Write(path, 0, path.read_bytes()))
        if not lying:
            tape.append(Sync(path))

    def replace(source: Path, target: Path) -> Path:
        moved = real_replace(source, target)
        if source.is_relative_to(folder):
            tape.append(Rename(source, Path(target)))
        return moved

    with patch("os.fsync", sync), patch.object(Path, "replace", replace):
        yield
