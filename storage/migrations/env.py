"""Alembic's entry: the connection and its transaction come from ``storage.upgrade``."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
