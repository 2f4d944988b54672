"""The demo's own data folder: made afresh, never over live procedures or over anything that is not ours."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from actions.rehearsal import set_clock
from actions.rehearsing.folders import Note, write_note
from actions.roadlab.case import PROCEDURE
from config.settings import read_settings
from engine.errors import Busy, InvalidInput, NotFound, WrongFolder
from storage.database import open_store

MARKER: Final = "this-is-a-demo.txt"
_WORDS: Final = b"""\
Made by `seedbed demo`: a re-enactment on a simulated clock.
`seedbed demo` may delete this folder and make it again.
"""


def demo_folder(given: Path | None, *, rehearsal: bool = False) -> Path:
    """The folder that was asked for, or the one called ``demo`` (``rehearsal``) inside the data folder."""
    return (given or read_settings().home / ("rehearsal" if rehearsal else "demo")).expanduser().resolve()


@contextmanager
def empty_folder(home: Path) -> Iterator[bool]:
    """Hold an empty folder for the demo; True when a previous demo was thrown away.

    WrongFolder when it holds live procedures or anything that is not a previous demo, InvalidInput when it cannot be
    made; Busy while another process holds it.
    """
    again = _may_be_replaced(home)
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        marker = os.open(home / MARKER, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise InvalidInput(f"{home} cannot be made ({error.strerror}). Give another folder with --home.") from error
    try:
        _hold(marker, home)
        if again:
            _clear(home)
        os.ftruncate(marker, 0)
        os.write(marker, _WORDS)
        yield again
    finally:
        os.close(marker)


def leave_to_go_on(home: Path, at: datetime) -> None:
    """Let a demonstration that was stopped stand at an instant, as a rehearsal in which people go on."""
    set_clock(home, at)
    write_note(home, Note(name=PROCEDURE.lower(), of=PROCEDURE, procedure=PROCEDURE, begun_at=at))


def _may_be_replaced(home: Path) -> bool:
    if not home.exists():
        return False
    if not home.is_dir():
        raise InvalidInput(f"{home} is not a folder. Give another with --home.")
    if not any(home.iterdir()):
        return False
    if _mode(home) == "live":
        raise WrongFolder(
            f"{home} holds live procedures. A demo runs on a simulated clock and never shares their folder:"
            " give another with --home."
        )
    if not (home / MARKER).is_file():
        raise WrongFolder(f"{home} is not empty and not a previous demo. Give another folder with --home.")
    return True


def _mode(home: Path) -> str | None:
    """The mode of the store in the folder; None when there is none, or none that this version can read."""
    try:
        store = open_store(f"sqlite:///{home / 'seedbed.db'}")
    except (NotFound, InvalidInput):
        return None
    store.close()
    return store.info.mode


def _hold(marker: int, home: Path) -> None:
    """Two demos at once would each delete what the other makes."""
    try:
        fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Busy(f"Another demo runs in {home}. Wait for it, or give another folder with --home.") from None


def _clear(home: Path) -> None:
    for inside in home.iterdir():
        if inside.name == MARKER:
            continue
        if inside.is_dir() and not inside.is_symlink():
            shutil.rmtree(inside)
        else:
            inside.unlink()
