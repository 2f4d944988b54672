"""What the rest of storage asks of a database driver, so that one set of statements runs on two databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

Row = Sequence[Any]


class Session(Protocol):
    """One open connection, used by one thread at a time, that speaks our statements and raises only our errors."""

    dialect: str
    skip_locked: str
    """What to add to a SELECT so that two claimants do not wait for each other's rows."""
    for_update: str
    """What to add to a SELECT so that the row stays as it is until the commit."""

    def begin_command(self) -> Row | None:
        """Begin a transaction that alone may write the history; return the head row if locking has read it."""
        ...

    def begin_write(self) -> None:
        """Begin a transaction that writes beside the history (outbox); Busy after the timeout."""
        ...

    def begin_read(self) -> None:
        """Begin a transaction that sees one moment of the store, whatever others commit meanwhile."""
        ...

    def commit(self) -> None:
        """Make the transaction durable; when this returns, a power cut loses nothing of it."""
        ...

    def rollback(self) -> bool:
        """Undo the transaction, also one that is undone already; False when the connection is of no more use."""
        ...

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Return the first row, or None."""
        ...

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return every row."""
        ...

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Execute a statement and return how many rows it changed."""
        ...

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute a statement whose result nobody needs; its error is raised here, by the next read or the commit."""
        ...

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Do ``write`` once for each row of parameters."""
        ...

    def has_table(self, name: str) -> bool:
        """Return whether the store has such a table."""
        ...

    def facts(self) -> Mapping[str, str]:
        """Return the settings that durability rests on, as the database reports them now."""
        ...

    def scrub(self) -> str:
        """Overwrite what deleted rows left in free space, outside any transaction, and say what was done."""
        ...

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        ...
