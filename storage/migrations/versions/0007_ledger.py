"""The ledger's checkpoints and what witnesses said of them: nothing of either is ever changed or taken away."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES: Final = ("checkpoint", "cosignature")

# What is wrong with a new row, as SQL conditions over NEW, and the words for it.
RULES: Final = {
    "checkpoint": (
        ("NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoint)", "checkpoint.size does not grow"),
        ("NEW.size > (SELECT coalesce(max(gseq), -1) + 1 FROM event)", "checkpoint.size is beyond the history"),
    ),
    "cosignature": (
        (
            "EXISTS (SELECT 1 FROM cosignature WHERE size = NEW.size AND witness = NEW.witness)",
            "cosignature is append-only: this witness has signed",
        ),
        (
            "NOT EXISTS (SELECT 1 FROM checkpoint WHERE size = NEW.size)",
            "cosignature.size is the size of no checkpoint",
        ),
    ),
}


def upgrade() -> None:
    _table("checkpoint", _number("size"), _text("at"), _text("note"), _blob("frontier"))
    _table("cosignature", _number("size"), _text("witness", key=True), _text("at"), _text("line"))
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    msg = "A history is never made smaller: restore a backup from before the upgrade instead."
    raise NotImplementedError(msg)


def _sqlite() -> list[str]:
    refused = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END"
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    ]
    # Before the insert, since REPLACE may delete without asking a delete trigger.
    checked = [
        f"CREATE TRIGGER {table}_grows BEFORE INSERT ON {table} BEGIN "
        + " ".join(f"SELECT RAISE(ABORT, '{words}') WHERE {wrong};" for wrong, words in rules)
        + " END"
        for table, rules in RULES.items()
    ]
    return refused + checked


def _postgresql() -> list[str]:
    """The function that refuses is that of revision 0001."""
    statements = []
    for table, rules in RULES.items():
        checks = " ".join(
            f"IF {wrong} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            for wrong, words in rules
        )
        grows = f"CREATE FUNCTION seedbed_{table}_grows() RETURNS trigger LANGUAGE plpgsql AS"
        statements += [
            _trigger(table, "no_change", "UPDATE OR DELETE", "ROW", "seedbed_append_only"),
            _trigger(table, "no_truncate", "TRUNCATE", "STATEMENT", "seedbed_append_only"),
            f"{grows} $$ BEGIN {checks} RETURN NEW; END $$",
            _trigger(table, "grows", "INSERT", "ROW", f"seedbed_{table}_grows"),
        ]
    return statements


def _trigger(table: str, name: str, verbs: str, each: str, function: str) -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"


def _table(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sqlite_strict=True)


def _text(name: str, *, key: bool = False) -> sa.Column[Any]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, primary_key=key, nullable=False)


def _number(name: str) -> sa.Column[Any]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, primary_key=True, nullable=False, autoincrement=False)


def _blob(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)
