"""The guards of the database against those that the migrations make: none dropped, replaced, switched off or added.

What they must be is kept as digests in ``guards.json``, made by ``python -m tools.publish_guards``: asking the
migrations themselves would load SQLAlchemy into every verification.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from storage.checking.beside.rows import RowWrong
from storage.reading import Reading

SQLITE: Final = "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"
POSTGRESQL: Final = (
    "SELECT 'trigger', c.relname::text, t.tgname::text, t.tgenabled::text || ' ' ||"
    " replace(pg_get_triggerdef(t.oid), ' ON ' || s.nspname || '.', ' ON ')"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace s ON s.oid = c.relnamespace"
    " WHERE NOT t.tgisinternal AND s.nspname = current_schema()"
    " UNION ALL SELECT 'function', '', p.proname::text, p.prosrc FROM pg_proc p"
    " JOIN pg_namespace s ON s.oid = p.pronamespace"
    " WHERE s.nspname = current_schema() AND p.proname LIKE 'seedbed%'"
    " UNION ALL SELECT 'rule', tablename::text, rulename::text, definition FROM pg_rules"
    " WHERE schemaname = current_schema() ORDER BY 3"
)
_FILE: Final = "guards.json"
_SERVER_ADDS: Final = ("(", ")", "::text", ";")
"""What a server may write otherwise from version to version when it tells what a trigger is."""

Guards = Mapping[str, str]
"""The digest of each guard's text, by "kind table name"."""


def guards_of(reading: Reading) -> dict[str, str]:
    """The triggers, functions, views and rules that a database has."""
    statement = SQLITE if reading.dialect == "sqlite" else POSTGRESQL
    own_words = reading.dialect != "sqlite"
    return {
        f"{kind} {table} {name}": _digest(text or "", told=own_words and kind == "trigger")
        for kind, table, name, text in reading.rows(statement)
    }


def check_guards(reading: Reading) -> int:
    """Return how many there are."""
    wanted, found = _expected()[reading.dialect], guards_of(reading)
    for known, digest in wanted.items():
        if known not in found:
            raise RowWrong(f"{_named(known)} is not there any more: it was dropped, and what it kept could be changed.")
        if found[known] != digest:
            raise RowWrong(f"{_named(known)} is not the one that the schema has: it was replaced or switched off.")
    if strange := sorted(found.keys() - wanted.keys()):
        raise RowWrong(f"{_named(strange[0])} is in the database, and Seedbed makes none of that name.")
    return len(found)


@cache
def _expected() -> Mapping[str, Guards]:
    content: Mapping[str, Guards] = json.loads((files(__package__) / _FILE).read_bytes())
    return content


def _named(known: str) -> str:
    kind, table, name = known.split(" ", 2)
    return f"The {kind} {name}{f' on {table}' if table else ''}"


def _digest(text: str, *, told: bool) -> str:
    for part in _SERVER_ADDS if told else ():
        text = text.replace(part, "")
    return sha256(" ".join(text.split()).encode()).hexdigest()
