"""The founding schema: history, commands, definitions, outbox, projections, and the guards on what is append-only."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.guards import postgresql_guards, sqlite_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN = sa.text("done_at IS NULL AND dead_at IS NULL")


def upgrade() -> None:
    _history()
    _beside_the_history()
    _outbox()
    _projections()
    op.execute("INSERT INTO head (id, count, last_at) VALUES (1, 0, NULL)")
    for statement in sqlite_guards() if op.get_bind().dialect.name == "sqlite" else postgresql_guards():
        op.execute(statement)


def downgrade() -> None:
    msg = "A history is never made smaller: restore a backup from before the upgrade instead."
    raise NotImplementedError(msg)


def _history() -> None:
    _table("store_info", _number("id", key=True), *_texts("origin mode created_at schema"))
    _table("head", _number("id", key=True), _number("count"), _text("last_at", optional=True))
    _table(
        "event",
        _number("gseq", key=True),
        _text("stream"),
        _number("n"),
        _blob("canon"),
        _blob("prev"),
        _blob("hash"),
        sa.UniqueConstraint("stream", "n", name="event_stream_n"),
    )
    _table(
        "command",
        _text("key", key=True),
        *_texts("actor body_sha256"),
        _blob("response"),
        _number("gseq_from", optional=True),
        _number("gseq_to", optional=True),
        _text("at"),
    )
    _table("definition", _text("sha256", key=True), *_texts("name version"), _blob("bytes"))


def _beside_the_history() -> None:
    _table(
        "disclosure",
        _number("gseq", key=True),
        _text("path", key=True),
        _blob("event_hash"),
        _blob("salt"),
        *_texts("value subject class"),
        clustered=True,
    )
    _table("attempt", _text("id", key=True), *_texts("stream at actor role command body explanation cause"))
    op.create_index("attempt_stream", "attempt", ["stream", "at"])
    _table("artefact", _text("sha256", key=True), _number("size"), *_texts("media state first_at"))


def _outbox() -> None:
    _table(
        "outbox",
        _text("id", key=True),
        _number("gseq", optional=True),
        *_texts("stream kind dedupe payload due_at"),
        _text("leased_by", optional=True),
        _text("leased_until", optional=True),
        _number("attempts"),
        _text("last_error", optional=True),
        _text("done_at", optional=True),
        _text("dead_at", optional=True),
        sa.UniqueConstraint("dedupe", name="outbox_dedupe"),
    )
    op.create_index("outbox_open", "outbox", ["due_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("outbox_stream", "outbox", ["stream"])
    _table("consequence", _text("id", key=True), *_texts("stream kind result done_at"))
    op.create_index("consequence_stream", "consequence", ["stream"])


def _projections() -> None:
    _table(
        "procedure_row",
        _text("stream", key=True),
        _number("n"),
        _blob("hash"),
        *_texts("definition title stage step"),
        *(_text(name, optional=True) for name in ("overlay", "ended", "next_deadline", "next_deadline_at")),
        *_texts("updated_at updated_by"),
        _blob("state"),
    )
    _table(
        "deadline_row",
        *(_text(name, key=True) for name in ("stream", "deadline", "lot")),
        *_texts("due_at status"),
        clustered=True,
    )
    op.create_index("deadline_due", "deadline_row", ["due_at"])
    _table("person_row", _text("id", key=True), _number("registered_n"))
    _table(
        "assignment_row",
        _text("id", key=True),
        *_texts("person procedure role from_on"),
        _text("to_on", optional=True),
    )
    op.create_index("assignment_person", "assignment_row", ["person"])
    op.create_index("assignment_procedure", "assignment_row", ["procedure"])


def _table(name: str, *items: Any, clustered: bool = False) -> None:
    op.create_table(name, *items, sqlite_strict=True, **({"sqlite_with_rowid": False} if clustered else {}))


def _text(name: str, *, key: bool = False, optional: bool = False) -> sa.Column[Any]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, primary_key=key, nullable=optional)


def _texts(names: str) -> list[sa.Column[Any]]:
    return [_text(name) for name in names.split()]


def _number(name: str, *, key: bool = False, optional: bool = False) -> sa.Column[Any]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, primary_key=key, nullable=optional, autoincrement=False)


def _blob(name: str, *, key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), primary_key=key, nullable=False)
