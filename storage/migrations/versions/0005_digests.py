"""Digests of refused commands and outbox entries, so that `seedbed verify` finds one that was changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.digests import NO_ATTEMPT_YET, attempt_digest, entry_digest

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TOLD = "id, stream, at, actor, role, command, body, explanation, cause"
_ENTRY = "id, gseq, stream, kind, dedupe, payload"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("attempt", sa.Column("seq", number, nullable=False, server_default=sa.text("0")))
    op.add_column("attempt", sa.Column("digest", text, nullable=False, server_default=sa.text("''")))
    op.add_column("outbox", sa.Column("digest", text, nullable=False, server_default=sa.text("''")))
    _attempts()
    _entries()
    op.create_index("attempt_chain", "attempt", ["stream", "seq"], unique=True)


def downgrade() -> None:
    msg = "A history is never made smaller: restore a backup from before the upgrade instead."
    raise NotImplementedError(msg)


def _attempts() -> None:
    connection = op.get_bind()
    stream, number, before = None, 0, NO_ATTEMPT_YET
    for row in connection.execute(sa.text(f"SELECT {_TOLD} FROM attempt ORDER BY stream, at, id")).all():  # noqa: S608 - our own column names
        if row[1] != stream:
            stream, number, before = row[1], 0, NO_ATTEMPT_YET
        before = attempt_digest(before, number, list(row))
        values = {"seq": number, "digest": before, "id": row[0]}
        connection.execute(sa.text("UPDATE attempt SET seq = :seq, digest = :digest WHERE id = :id"), values)
        number += 1


def _entries() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.text(f"SELECT {_ENTRY} FROM outbox")).all():  # noqa: S608 - our own column names
        values = {"digest": entry_digest(list(row)), "id": row[0]}
        connection.execute(sa.text("UPDATE outbox SET digest = :digest WHERE id = :id"), values)
