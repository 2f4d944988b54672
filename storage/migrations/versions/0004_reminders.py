"""Reminders: the rungs that are pending, those in somebody's hands, and the record of what became of each."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _clustered("reminder")
    _clustered("reminder_lease", "leased_by", "leased_until")
    op.create_table(
        "delivery",
        _text("key", key=True),
        *_texts("what at stream deadline"),
        _number("revision"),
        *_texts("rung role person message channel worker detail"),
        sqlite_strict=True,
    )
    op.create_index("delivery_deadline", "delivery", ["stream", "deadline"])
    op.create_index("delivery_message", "delivery", ["message"])
    op.create_index("delivery_person", "delivery", ["person", "at"])
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    msg = "A history is never made smaller: restore a backup from before the upgrade instead."
    raise NotImplementedError(msg)


def _clustered(name: str, *more: str) -> None:
    op.create_table(
        name,
        _text("due_at", key=True),
        _text("id", key=True),
        *_texts("stream deadline"),
        _number("revision"),
        *_texts("rung role kind mode person why"),
        *(_text(name) for name in more),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _guards(dialect: str) -> list[str]:
    """Nothing that was recorded of a delivery is changed or taken away; the function is that of revision 0001."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER delivery_no_{verb} BEFORE {verb} ON delivery"
            f" BEGIN SELECT RAISE(ABORT, 'delivery is append-only: {verb} refused'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE TRIGGER delivery_{name} BEFORE {verbs} ON delivery"
        f" FOR EACH {each} EXECUTE FUNCTION seedbed_append_only()"
        for name, verbs, each in (("no_change", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT"))
    ]


def _text(name: str, *, key: bool = False) -> sa.Column[Any]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, primary_key=key, nullable=False)


def _texts(names: str) -> list[sa.Column[Any]]:
    return [_text(name) for name in names.split()]


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)
