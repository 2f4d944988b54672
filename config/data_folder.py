"""What lies in a data folder: by which files one is known, and which names in it are Seedbed's own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from config.settings import REHEARSAL_CLOCK

_KNOWN_BY: Final = ("seedbed.db", "link.key", "keys/ledger.key", REHEARSAL_CLOCK)
"""One of these is enough: a store on a server leaves no database here."""

_OWN: Final = frozenset({
    "seedbed.db", "seedbed.db-wal", "seedbed.db-shm", "seedbed.db-journal", "artefacts", "keys", "link.key",
    "service.json", "channels.toml", "open-data.toml", "calendars", "outgoing", "prefect", "worker.log", "moves.lock",
    REHEARSAL_CLOCK,
})  # fmt: skip
"""A rehearsal or a demonstration that lies within is a data folder of its own."""


def is_own(path: Path) -> bool:
    """Whether a path, taken or free, is Seedbed's own in some data folder: one of its files, or below its folders."""
    place = path.parent.resolve() / path.name
    return any(place.relative_to(folder).parts[0] in _OWN and is_data_folder(folder) for folder in place.parents)


def is_data_folder(folder: Path) -> bool:
    """Whether a folder holds what only a data folder does."""
    both = all((folder / name).is_dir() for name in ("artefacts", "keys"))
    return both or any((folder / name).is_file() for name in _KNOWN_BY)
