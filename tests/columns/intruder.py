"""Somebody with the database's own account: changes a value, takes a row away or puts one in. Guards stand after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from storage.session import Row, Session
from tests.databases import Database

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_EARLIER = "2026-11-01T00:00:00.000000Z"


class Intruder:
    """Holds one table of a database."""

    def __init__(self, database: Database, table: str) -> None:
        """Read every row, so that the table can be put back."""
        self._session: Session = database.raw()
        self._sqlite = database.kind == "sqlite"
        self.table = table
        self.columns = self._columns()
        self._names = ", ".join(f'"{name}"' for name in self.columns)
        order = ", ".join(str(number) for number in range(1, len(self.columns) + 1))
        self.rows: list[Row] = self._session.all(f"SELECT {self._names} FROM {table} ORDER BY {order}")  # noqa: S608

    def _columns(self) -> list[str]:
        if self._sqlite:
            return [row[1] for row in self._session.all(f"PRAGMA table_info({self.table})")]
        return [
            str(row[0])
            for row in self._session.all(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = ?"
                " AND table_schema = current_schema() ORDER BY ordinal_position",
                (self.table,),
            )
        ]

    def put(self, rows: list[Row]) -> None:
        """Let the table hold these rows and no other; no trigger is asked, and all stand afterwards as before."""
        self._session.begin_write()
        guards: list[Row] = []
        if self._sqlite:
            guards = self._session.all(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (self.table,)
            )
            for name, _ in guards:
                self._session.run(f"DROP TRIGGER {name}")
        else:
            self._session.run("SET LOCAL session_replication_role = replica")
        self._session.run(f"DELETE FROM {self.table}")  # noqa: S608 - a name from the schema
        places = ", ".join("?" * len(self.columns))
        for row in rows:
            self._session.run(f"INSERT INTO {self.table} ({self._names}) VALUES ({places})", tuple(row))  # noqa: S608
        for _, statement in guards:
            self._session.run(statement)
        self._session.commit()

    def changed(self, place: int, column: str) -> list[Row]:
        """The rows with another value in one place."""
        return self._with(place, self.columns.index(column), another)

    def added(self, place: int) -> list[Row]:
        """The rows with one more, which is like another but for its keys."""
        row = tuple(_another_key(value) if number == 0 else value for number, value in enumerate(self.rows[place]))
        return [*self.rows, _unlike(row, self.columns)]

    def without(self, place: int) -> list[Row]:
        """The rows without one."""
        return [row for number, row in enumerate(self.rows) if number != place]

    def _with(self, place: int, column: int, change: Callable[[Any, str], Any]) -> list[Row]:
        row = list(self.rows[place])
        row[column] = change(row[column], self.columns[column])
        return [*self.rows[:place], tuple(row), *self.rows[place + 1 :]]

    def close(self) -> None:
        """Put everything back, and let go."""
        self.put(self.rows)
        self._session.close()


def another(value: Any, column: str) -> Any:
    """Another value that could stand there."""
    if value is None:
        return _EARLIER if column.endswith(("_at", "_until")) else 0 if column.startswith("gseq") else "x"
    if isinstance(value, int):
        return value + 100
    return value[:-1] + bytes([value[-1] ^ 1]) if isinstance(value, bytes) else _another_text(value)


def _another_text(value: str) -> str:
    if _INSTANT.fullmatch(value):
        return _EARLIER if value != _EARLIER else "2026-10-01T00:00:00.000000Z"
    if _DAY.fullmatch(value):
        return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
    if _DIGEST.fullmatch(value):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return "{}" if value.startswith("{") and value != "{}" else f"{value}x"


def _another_key(value: Any) -> Any:
    return value + 1_000 if isinstance(value, int) else another(value, "")


def _unlike(row: Row, columns: list[str]) -> Row:
    """Other values where no two rows may have the same."""
    found = []
    for name, value in zip(columns, row, strict=True):
        if name == "dedupe":
            found.append(f"{value}-more")
        else:
            found.append(value + 1_000 if name in {"n", "seq"} else value)
    return tuple(found)
