"""Opens a store, makes a store, and hands out transactions on it.

Nothing here imports SQLAlchemy, SQLModel or Alembic before ``create_store`` is called: reading starts at once.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Generic, TypeVar

from engine.canonical import instant_text, parse_instant
from engine.errors import InvalidInput, NotFound
from storage import statements as sql
from storage.address import Address, parse_address
from storage.errors import StorageFailed
from storage.reading import Reading
from storage.records import StoreInfo
from storage.session import Session
from storage.transaction import Transaction

SCHEMA_REVISION: Final = "0009"
MODES: Final = ("live", "demo")
View = TypeVar("View")
_ORIGIN: Final = re.compile(r"[a-z0-9][a-z0-9./-]{0,127}", re.ASCII)


class Store:
    """A store that is open. Threads may share it: each transaction and reading has a connection to itself."""

    def __init__(self, address: Address, info: StoreInfo, session: Session) -> None:
        """Keep the connection that ``open_store`` checked for the first transaction."""
        self.address = address
        self.info = info
        self._idle: deque[Session] = deque([session])
        self._pid = os.getpid()

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Hold the history alone; committed at the end, undone on an exception; Busy when another holds it too long."""
        return _Command(self)

    def reading(self) -> AbstractContextManager[Reading]:
        """See one moment of the store, without stopping those who write."""
        return _Look(self)

    def writing_beside(self) -> AbstractContextManager[Session]:
        """Hold a session for writing beside the history (``storage.outbox``), with no claim on the head."""
        return _Beside(self)

    def facts(self) -> Mapping[str, str]:
        """Return what ``seedbed doctor`` shows: database, version, and the settings that durability rests on."""
        session = self.take()
        try:
            return session.facts()
        finally:
            self._idle.append(session)

    def scrub(self) -> str:
        """Overwrite what deleted rows left behind, and say how; ``Busy`` while somebody else reads or writes.

        Everything that was deleted must be committed. It takes as long as copying the database.
        """
        session = self.take()
        try:
            return session.scrub()
        finally:
            self._idle.append(session)

    def close(self) -> None:
        """Close every connection that is not in use; the store may not be used afterwards."""
        while self._idle:
            self._idle.pop().close()

    def take(self) -> Session:
        """Return a connection that nobody else uses until it is given back."""
        if self._pid != os.getpid():
            # A connection does not survive a fork: the parent's are left alone, the child opens its own.
            self._idle, self._pid = deque(), os.getpid()
        try:
            return self._idle.pop()
        except IndexError:
            return open_session(self.address)

    def give_back(self, session: Session, *, usable: bool) -> None:
        """Keep a connection for the next user, or close it when it is of no more use."""
        if usable:
            self._idle.append(session)
        else:
            session.close()


class _Held(Generic[View]):
    """One connection for the length of one transaction, which is committed at its end or undone on any exception.

    Written out, because two nested generator context managers cost more than the checks of a whole command.
    """

    __slots__ = ("_session", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._session = store.take()

    def __enter__(self) -> View:
        try:
            return self._begin(self._session)
        except BaseException:
            self._undo()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._undo()
            return
        try:
            self._session.commit()
        except BaseException:
            self._undo()
            raise
        self._store.give_back(self._session, usable=True)

    def _begin(self, session: Session) -> View:
        raise NotImplementedError

    def _undo(self) -> None:
        """Undo and raise nothing: a failing rollback must not hide what went wrong before it."""
        self._store.give_back(self._session, usable=self._session.rollback())


class _Command(_Held[Transaction]):
    __slots__ = ()

    def _begin(self, session: Session) -> Transaction:
        return Transaction(session, session.begin_command())


class _Look(_Held[Reading]):
    __slots__ = ()

    def _begin(self, session: Session) -> Reading:
        session.begin_read()
        return Reading(session)


class _Beside(_Held[Session]):
    __slots__ = ()

    def _begin(self, session: Session) -> Session:
        session.begin_write()
        return session


def open_session(address: Address) -> Session:
    """Open one checked connection; the driver that is not needed is not imported."""
    if isinstance(address, Path):
        from storage.sqlite import SqliteSession  # noqa: PLC0415 - only one of the two drivers is loaded

        return SqliteSession(address)
    from storage.postgresql import PostgresSession  # noqa: PLC0415 - only one of the two drivers is loaded

    return PostgresSession(address)


def open_store(url: str) -> Store:
    """Open an existing store; NotFound when there is none, InvalidInput when its schema is not ours."""
    address = parse_address(url)
    if isinstance(address, Path) and not address.is_file():
        raise NotFound(f"There is no store at {address}; make one with `seedbed init`.")
    session = open_session(address)
    try:
        info = _read_info(session, address)
    except BaseException:
        session.close()
        raise
    return Store(address, info, session)


def create_store(url: str, *, mode: str, at: datetime, origin: str = "seedbed.local") -> Store:
    """Make a store, or bring an existing one to the newest schema; its mode and origin, once given, stay."""
    if mode not in MODES:
        raise InvalidInput(f"A store's mode is one of {', '.join(MODES)}, not {mode!r}.")
    if not _ORIGIN.fullmatch(origin):
        raise InvalidInput(f"{origin!r} cannot be a store's origin: a domain name and perhaps a path, in lower case.")
    address = parse_address(url)
    if isinstance(address, Path):
        _make_private_file(address)
    from storage.upgrade import upgrade  # noqa: PLC0415 - Alembic and SQLAlchemy are for this command alone

    upgrade(url)
    session = open_session(address)
    try:
        session.begin_command()
        found = session.one(sql.STORE_INFO)
        if found is None:
            session.run(sql.INSERT_STORE_INFO, (origin, mode, instant_text(at), SCHEMA_REVISION))
        elif found[1] != mode:
            raise InvalidInput(
                f"{address} is a {found[1]} store; it can never become a {mode} one. Use another folder."
            )
        else:
            session.run(sql.MOVE_SCHEMA, (SCHEMA_REVISION,))
        session.commit()
        info = _read_info(session, address)
    except BaseException:
        session.rollback()
        session.close()
        raise
    return Store(address, info, session)


def _make_private_file(path: Path) -> None:
    """Make the file readable by its owner alone: it holds names, and SQLite's log takes on its permissions."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise StorageFailed(f"{path} cannot be made ({error}): check the folder and its permissions.") from error


def _read_info(session: Session, address: Address) -> StoreInfo:
    if not session.has_table("alembic_version"):
        raise NotFound(f"{address} holds no store; make one with `seedbed init`.")
    revision = session.one(sql.REVISION)
    found = None if revision is None else str(revision[0])
    if found != SCHEMA_REVISION:
        newer = found is not None and found > SCHEMA_REVISION
        what = "was made by a newer Seedbed; use that one" if newer else "is of an older Seedbed; run `seedbed init`"
        raise InvalidInput(f"{address} {what} (its schema is {found}, this program's {SCHEMA_REVISION}).")
    row = session.one(sql.STORE_INFO)
    if row is None:
        raise NotFound(f"{address} was begun but not finished; run `seedbed init` again.")
    return StoreInfo(origin=row[0], mode=row[1], created_at=parse_instant(row[2]), schema=row[3])
