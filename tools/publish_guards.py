"""Writes what the guards of a database must be, as the migrations make them: ``python -m tools.publish_guards``.

A PostgreSQL server is started for it, as the tests do.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from storage.checking.beside.guards import guards_of
from storage.database import create_store
from tests.databases import FOUNDED, PostgresServer

FILE = Path(__file__).parents[1] / "storage" / "checking" / "beside" / "guards.json"


def guards_at(url: str) -> dict[str, str]:
    """The guards of a database that has just been migrated."""
    store = create_store(url, mode="live", at=FOUNDED)
    try:
        with store.reading() as reading:
            return guards_of(reading)
    finally:
        store.close()


def as_published(guards: dict[str, dict[str, str]]) -> str:
    """The file's content."""
    return json.dumps(guards, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Migrate a database of each kind, and write."""
    with tempfile.TemporaryDirectory(prefix="seedbed-guards-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder))
        try:
            server.create("guards", migrated=True)
            postgresql = guards_at(server.url("guards"))
        finally:
            server.stop()
        sqlite = guards_at(f"sqlite:///{folder}/seedbed.db")
    FILE.write_text(as_published({"postgresql": postgresql, "sqlite": sqlite}), encoding="utf-8")


if __name__ == "__main__":
    main()
