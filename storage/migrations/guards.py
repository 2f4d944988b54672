"""The triggers of revision 0001 that keep (A) tables append-only on both databases.

They are guard rails against mistakes and ordinary bugs, not security: whoever owns the database can drop them, and the hash chain
is what finds that out (reliability 0.9). BEFORE INSERT guards are there because SQLite's INSERT OR REPLACE deletes the row
it replaces without asking an UPDATE or DELETE trigger.
"""

from __future__ import annotations

from typing import Final

APPEND_ONLY: Final = {"event": "gseq", "command": "key", "definition": "sha256"}

# What is wrong with a new event, as SQL conditions over NEW, and the words for it.
EVENT_RULES: Final = (
    ("NEW.gseq <> (SELECT coalesce(max(gseq), -1) + 1 FROM event)", "event.gseq leaves a gap or repeats"),
    ("NEW.n <> (SELECT coalesce(max(n), -1) + 1 FROM event WHERE stream = NEW.stream)", "event.n leaves a gap or repeats"),
    ("length(NEW.hash) <> 32 OR length(NEW.prev) <> 32", "event.hash and event.prev are 32 bytes"),
    (
        "NEW.n > 0 AND NOT EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND n = NEW.n - 1 AND hash = NEW.prev)",
        "event.prev is not the hash of the event before",
    ),
)


def sqlite_guards() -> list[str]:
    """Return the CREATE TRIGGER statements for SQLite."""
    statements = []
    for table, key in APPEND_ONLY.items():
        statements += [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END"
            for verb in ("UPDATE", "DELETE")
        ]
        if table != "event":
            statements.append(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
                f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only: {key} exists'); END"
            )
    checks = " ".join(f"SELECT RAISE(ABORT, '{words}') WHERE {wrong};" for wrong, words in EVENT_RULES)
    statements.append(f"CREATE TRIGGER event_contiguous BEFORE INSERT ON event BEGIN {checks} END")
    return statements


def postgresql_guards() -> list[str]:
    """Return the functions and triggers for PostgreSQL, where TRUNCATE needs a guard of its own."""
    statements = [
        "CREATE FUNCTION seedbed_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';"
        " END $$",
    ]
    for table in APPEND_ONLY:
        statements += [
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION seedbed_append_only()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION seedbed_append_only()",
        ]
    checks = " ".join(
        f"IF {wrong} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        for wrong, words in EVENT_RULES
    )
    statements += [
        f"CREATE FUNCTION seedbed_event_contiguous() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checks} RETURN NEW; END $$",
        "CREATE TRIGGER event_contiguous BEFORE INSERT ON event"
        " FOR EACH ROW EXECUTE FUNCTION seedbed_event_contiguous()",
    ]
    return statements
