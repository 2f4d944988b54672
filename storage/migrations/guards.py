"""The triggers of revision 0001 that keep (A) tables append-only on both databases.

They are guard rails against mistakes and ordinary bugs, not security: whoever owns the database can drop them, and the
hash chain is what finds that out. BEFORE INSERT guards are there because SQLite's INSERT OR REPLACE may delete the row
that it replaces without asking an UPDATE or DELETE trigger.
"""

from __future__ import annotations

from typing import Final

APPEND_ONLY: Final = {"event": "gseq", "command": "key", "definition": "sha256"}

# What is wrong with a new event, as SQL conditions over NEW, and the words for it.
EVENT_RULES: Final = (
    ("NEW.gseq <> (SELECT coalesce(max(gseq), -1) + 1 FROM event)", "event.gseq leaves a gap or repeats"),
    (
        "NEW.n <> (SELECT coalesce(max(n), -1) + 1 FROM event WHERE stream = NEW.stream)",
        "event.n leaves a gap or repeats",
    ),
    ("length(NEW.hash) <> 32 OR length(NEW.prev) <> 32", "event.hash and event.prev are 32 bytes"),
    (
        "NEW.n > 0 AND NEW.prev <> (SELECT hash FROM event WHERE stream = NEW.stream AND n = NEW.n - 1)",
        "event.prev is not the hash of the event before",
    ),
)

_SQLITE_NO_CHANGE: Final = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END
"""
_SQLITE_NO_REPLACE: Final = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: this {key} exists'); END
"""
_SQLITE_CONTIGUOUS: Final = "CREATE TRIGGER event_contiguous BEFORE INSERT ON event BEGIN {checks} END"

_POSTGRESQL_REFUSE: Final = """
CREATE FUNCTION seedbed_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only, ' || TG_OP || ' refused',
                        ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRESQL_NO_CHANGE: Final = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION seedbed_append_only()
"""
_POSTGRESQL_NO_TRUNCATE: Final = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION seedbed_append_only()
"""
_POSTGRESQL_CHECK: Final = """
CREATE FUNCTION seedbed_event_contiguous() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {checks} RETURN NEW; END $$
"""
_POSTGRESQL_CONTIGUOUS: Final = """
CREATE TRIGGER event_contiguous BEFORE INSERT ON event
FOR EACH ROW EXECUTE FUNCTION seedbed_event_contiguous()
"""


def sqlite_guards() -> list[str]:
    """Return the CREATE TRIGGER statements for SQLite."""
    checks = " ".join(f"SELECT RAISE(ABORT, '{words}') WHERE {wrong};" for wrong, words in EVENT_RULES)
    return [
        *(_SQLITE_NO_CHANGE.format(table=table, verb=verb) for table in APPEND_ONLY for verb in ("UPDATE", "DELETE")),
        *(_SQLITE_NO_REPLACE.format(table=table, key=key) for table, key in APPEND_ONLY.items() if table != "event"),
        _SQLITE_CONTIGUOUS.format(checks=checks),
    ]


def postgresql_guards() -> list[str]:
    """Return the functions and triggers for PostgreSQL, where TRUNCATE needs a guard of its own."""
    checks = " ".join(
        f"IF {wrong} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        for wrong, words in EVENT_RULES
    )
    return [
        _POSTGRESQL_REFUSE,
        *(_POSTGRESQL_NO_CHANGE.format(table=table) for table in APPEND_ONLY),
        *(_POSTGRESQL_NO_TRUNCATE.format(table=table) for table in APPEND_ONLY),
        _POSTGRESQL_CHECK.format(checks=checks),
        _POSTGRESQL_CONTIGUOUS,
    ]
