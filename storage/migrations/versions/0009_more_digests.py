"""Digests of what came of outbox entries, of deliveries and of documents' rows, so that a changed one is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import sqlalchemy as sa
from alembic import op

from storage.digests import artefact_digest, consequence_digest, delivery_digest

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TOLD: Final[dict[str, tuple[str, Callable[[Sequence[str | int | None]], str]]]] = {
    "consequence": ("id, stream, kind, result, done_at", consequence_digest),
    "delivery": (
        "key, what, at, stream, deadline, revision, rung, role, person, message, channel, worker, detail",
        delivery_digest,
    ),
    "artefact": ("sha256, size, media, first_at", artefact_digest),
}
"""What the digest of each is over; the first column names the row."""

_KEPT: Final = (
    "key", "what", "at", "stream", "deadline", "revision", "rung", "role", "person", "message", "channel", "worker",
)  # fmt: skip
_FORBIDDEN: Final = " OR ".join(["NEW.detail <> ''", *(f"NEW.{column} <> OLD.{column}" for column in _KEPT)])


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER delivery_no_UPDATE" if sqlite else "DROP TRIGGER delivery_no_change ON delivery")
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    for table, (columns, digest) in _TOLD.items():
        op.add_column(table, sa.Column("digest", text, nullable=False, server_default=sa.text("''")))
        _fill(table, columns, digest)
    op.execute(_guard(sqlite=sqlite))


def downgrade() -> None:
    msg = "A history is never made smaller: restore a backup from before the upgrade instead."
    raise NotImplementedError(msg)


def _fill(table: str, columns: str, digest: Callable[[Sequence[str | int | None]], str]) -> None:
    connection, key = op.get_bind(), columns.partition(",")[0]
    statement = sa.text(f"UPDATE {table} SET digest = :digest WHERE {key} = :key")  # noqa: S608 - our own names
    for row in connection.execute(sa.text(f"SELECT {columns} FROM {table}")).all():  # noqa: S608 - our own names
        connection.execute(statement, {"digest": digest(list(row)), "key": row[0]})


def _guard(*, sqlite: bool) -> str:
    """The guard of revision 0008 as it was: a row may be blanked, and then its digest is made anew."""
    if sqlite:
        return (
            f"CREATE TRIGGER delivery_no_UPDATE BEFORE UPDATE ON delivery WHEN {_FORBIDDEN}"
            " BEGIN SELECT RAISE(ABORT, 'delivery is append-only: UPDATE refused'); END"
        )
    return (
        "CREATE TRIGGER delivery_no_change BEFORE UPDATE ON delivery"
        f" FOR EACH ROW WHEN ({_FORBIDDEN}) EXECUTE FUNCTION seedbed_append_only()"
    )
