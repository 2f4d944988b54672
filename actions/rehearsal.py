"""The clock of a rehearsal: it stands still between commands, in a file of the folder, and people move it on.

A demonstration that has come to its end has none: nobody writes there any more, and its time is that of its last event.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from actions.clock import Clock, SimulatedClock
from config.settings import REHEARSAL_CLOCK, Settings
from engine.canonical import instant_text, parse_instant
from engine.errors import InvalidInput, WrongFolder
from storage.database import Store

FILE: Final = REHEARSAL_CLOCK
"""Holds the instant at which the rehearsal stands; where it is missing, nothing is rehearsed."""


def is_rehearsal(settings: Settings, store: Store) -> bool:
    """Whether commands may be typed here on a simulated clock."""
    return store.info.mode == "demo" and (settings.home / FILE).is_file()


def clock_of(settings: Settings, store: Store) -> SimulatedClock | None:
    """The clock of a folder whose time is simulated, never before its last event; None for a live one."""
    if store.info.mode != "demo":
        return None
    with store.reading() as reading:
        last_at = reading.head().last_at or store.info.created_at
    return SimulatedClock(max(_stands_at(settings.home) or last_at, last_at))


def set_clock(home: Path, at: datetime) -> None:
    """Let the rehearsal in a folder stand at an instant; a crash leaves the old one or the new one."""
    beside = home / f".{FILE}.{os.getpid()}"
    beside.write_text(f"{instant_text(at)}\n", encoding="ascii")
    beside.replace(home / FILE)


def move_clock(settings: Settings, store: Store, clock: Clock, at: datetime) -> None:
    """Move a rehearsal on; ``WrongFolder`` where time is real or over, ``InvalidInput`` for an earlier instant."""
    if not (is_rehearsal(settings, store) and isinstance(clock, SimulatedClock)):
        raise WrongFolder(
            f"{settings.home} is no rehearsal: its clock is not moved by hand. Make one: seedbed demo --until STEP"
        )
    clock.advance_to(at)
    set_clock(settings.home, at)


def _stands_at(home: Path) -> datetime | None:
    try:
        return parse_instant((home / FILE).read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except (ValueError, InvalidInput) as error:
        raise InvalidInput(f"{home / FILE} does not hold an instant: {error} Make the rehearsal anew.") from error
