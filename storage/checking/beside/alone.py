"""The tables of one row: there is that row, under its number, and no other."""

from __future__ import annotations

from typing import Final

from storage.checking.beside.rows import RowWrong
from storage.reading import Reading

ALONE: Final = ("store_info", "head", "heartbeat", "clock_row")
_OTHERS: Final = "SELECT id FROM {table} WHERE id <> 1 ORDER BY id LIMIT 1"
_SCHEMA: Final = "SELECT s.schema, v.version_num FROM store_info s, alembic_version v WHERE s.schema <> v.version_num"


def check_alone(reading: Reading) -> None:
    """Raise at a row too many, and at a store that states another schema than it has."""
    for table in ALONE:
        others = reading.rows(_OTHERS.format(table=table))
        if others:
            raise RowWrong(f"The table {table} holds a row {others[0][0]}, which nothing of Seedbed's reads or writes.")
    if differ := reading.rows(_SCHEMA):
        raise RowWrong(f"The store states the schema {differ[0][0]}, and its tables are those of {differ[0][1]}.")
