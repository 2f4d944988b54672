"""The record of deliveries stays append-only but for one thing: where a message went can be blanked, and only that."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEPT: Final = (
    "key", "what", "at", "stream", "deadline", "revision", "rung", "role", "person", "message", "channel", "worker",
)  # fmt: skip
_FORBIDDEN: Final = " OR ".join(["NEW.detail <> ''", *(f"NEW.{column} <> OLD.{column}" for column in _KEPT)])


def upgrade() -> None:
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    msg = "A history is never made smaller: restore a backup from before the upgrade instead."
    raise NotImplementedError(msg)


def _sqlite() -> list[str]:
    changed = (
        f"CREATE TRIGGER delivery_no_UPDATE BEFORE UPDATE ON delivery WHEN {_FORBIDDEN}"
        " BEGIN SELECT RAISE(ABORT, 'delivery is append-only: UPDATE refused'); END"
    )
    return ["DROP TRIGGER delivery_no_UPDATE", changed]


def _postgresql() -> list[str]:
    refuse = "FOR EACH ROW {when}EXECUTE FUNCTION seedbed_append_only()"
    changed = "CREATE TRIGGER delivery_no_change BEFORE UPDATE ON delivery " + refuse.format(
        when=f"WHEN ({_FORBIDDEN}) "
    )
    deleted = "CREATE TRIGGER delivery_no_delete BEFORE DELETE ON delivery " + refuse.format(when="")
    return ["DROP TRIGGER delivery_no_change ON delivery", changed, deleted]
