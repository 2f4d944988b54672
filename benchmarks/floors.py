"""The floor of every write: one row, one durable commit, through the product's own connection and its settings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from benchmarks.size import Size
from storage.address import parse_address
from storage.database import open_session
from storage.session import Session

ROW = os.urandom(500)
LOG_AT_FULL_LENGTH = 1_200
"""Commits after which SQLite's log has been through a checkpoint (1,000 pages) and is written over, not grown."""

_CREATE = {
    "sqlite": "CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    "postgresql": "CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA NOT NULL)",
}
_INSERT = "INSERT INTO bare (body) VALUES (?)"


class BareCommits:
    """Inserts one row of 500 random bytes and commits, as often as asked."""

    def __init__(self, session: Session) -> None:
        """Make the one table, with an integer key and nothing else to keep up to date."""
        session.run(_CREATE[session.dialect])
        self._session = session

    def commits(self, count: int) -> Sequence[int]:
        """Nanoseconds of each of so many commits: begin, insert, commit."""
        took = []
        for _ in range(count):
            began = perf_counter_ns()
            self._session.begin_write()
            self._session.write(_INSERT, (ROW,))
            self._session.commit()
            took.append(perf_counter_ns() - began)
        return took


@contextmanager
def bare_commits_on_sqlite(size: Size) -> Iterator[BareCommits]:
    """A database file of its own, in the product's journal mode and with its pragmas, its log at full length."""
    with TemporaryDirectory(prefix="seedbed-floor-") as folder:
        session = open_session(Path(folder) / "bare.db")
        bare = BareCommits(session)
        bare.commits(size.of(full=LOG_AT_FULL_LENGTH, quick=LOG_AT_FULL_LENGTH, tiny=1))
        yield bare
        session.close()


@contextmanager
def bare_commits_on_postgresql(url: str) -> Iterator[BareCommits]:
    """A table in a database that is already there, over a connection of its own."""
    session = open_session(parse_address(url))
    yield BareCommits(session)
    session.close()
