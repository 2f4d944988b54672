"""The demo's own data folder: made afresh, never over live procedures or over anything that is not ours."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from engine.errors import InvalidInput, NotFound
from storage.database import open_store

MARKER: Final = "this-is-a-demo.txt"
_WORDS: Final = """\
Made by `seedbed demo`: a re-enactment on a simulated clock.
`seedbed demo` may delete this folder and make it again.
"""


def make_folder(home: Path) -> bool:
    """Make an empty folder for the demo; True when a previous demo was thrown away.

    InvalidInput when the folder holds live procedures, or anything that is not a previous demo.
    """
    again = False
    if home.exists():
        again = _may_be_replaced(home)
    if again:
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARKER).write_text(_WORDS, encoding="utf-8")
    return again


def _may_be_replaced(home: Path) -> bool:
    if not home.is_dir():
        raise InvalidInput(f"{home} is not a folder. Give another with --home.")
    if not any(home.iterdir()):
        return False
    mode = _mode(home)
    if mode == "live":
        raise InvalidInput(
            f"{home} holds live procedures. A demo runs on a simulated clock and never shares their folder:"
            " give another with --home."
        )
    if not (home / MARKER).is_file() or mode not in {"demo", None}:
        raise InvalidInput(f"{home} is not empty and not a previous demo. Give another folder with --home.")
    return True


def _mode(home: Path) -> str | None:
    """The mode of the store in the folder; None when there is none, or none that this version can read."""
    try:
        store = open_store(f"sqlite:///{home / 'seedbed.db'}")
    except (NotFound, InvalidInput):
        return None
    store.close()
    return store.info.mode
