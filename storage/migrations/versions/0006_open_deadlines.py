"""An index by which the open deadlines of all procedures, and those that were missed, are found without the others."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("deadline_open", "deadline_row", ["status", "due_at"])


def downgrade() -> None:
    msg = "A history is never made smaller: restore a backup from before the upgrade instead."
    raise NotImplementedError(msg)
