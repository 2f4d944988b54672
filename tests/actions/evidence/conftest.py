"""A database of one kind, for what does not depend on the kind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.databases import Database


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> Database:
    """Give a SQLite database with Seedbed's schema."""
    path = tmp_path / "one" / "seedbed.db"
    path.parent.mkdir()
    shutil.copyfile(sqlite_template, path)
    return Database(url=f"sqlite:///{path}", kind="sqlite")
