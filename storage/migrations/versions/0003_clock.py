"""Two rows about time: when a clock of Seedbed's was last alive, and whether the machine's clock is in doubt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("heartbeat", _number("id", key=True), _text("up_since"), _text("alive_at"), sqlite_strict=True)
    op.create_table(
        "clock_row",
        _number("id", key=True),
        _number("n"),
        _number("unconfirmed"),
        _number("ahead_ms"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    msg = "A history is never made smaller: restore a backup from before the upgrade instead."
    raise NotImplementedError(msg)


def _number(name: str, *, key: bool = False) -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, primary_key=key, nullable=False, autoincrement=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False)
