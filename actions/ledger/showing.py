"""What people are shown of the ledger: its newest checkpoint, how old that is, what waits, its keys, its witnesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.house import House
from actions.ledger.checkpointing import newest_signed
from actions.ledger.last_head import last_head, last_head_file
from actions.ledger.turning import ledger_keys, present_name
from engine.ledger.checkpoints import Checkpoint, parse_checkpoint
from engine.ledger.notes import parse_note
from storage.ledger import CheckpointRow
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One checkpoint: its size and root, when it was signed and by which key, and who cosigned it."""

    size: int
    at: datetime
    root: str
    origin: str
    key_id: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """One key of the ledger: its line for others, from which event on it signs, and whether it is the present one."""

    vkey: str
    since: int
    present: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The ledger as it stands: ``waiting`` events are recorded and not signed yet; ``outside`` was kept elsewhere."""

    events: int
    newest: Listed | None
    waiting: int
    age_seconds: float | None
    outside: int | None
    outside_file: str | None


def standing(house: House, reading: Reading) -> Standing:
    """How the ledger stands; ``NotSigned`` when its newest checkpoint was changed."""
    found, events = newest_signed(reading), reading.head().count
    name = present_name(house.settings, reading)
    kept = None if name is None else last_head(house.store, house.settings, name)
    row = None if found is None else found[0]
    live = house.store.info.mode == "live"
    return Standing(
        events=events,
        newest=None if row is None else listed(reading, row),
        waiting=events - (0 if row is None else row.size),
        age_seconds=None if row is None else max((house.clock.now() - row.at).total_seconds(), 0.0),
        outside=None if kept is None else kept[0].size,
        outside_file=None if name is None or not live else str(last_head_file(house.settings, name)),
    )


def listed(reading: Reading, row: CheckpointRow) -> Listed:
    """One checkpoint for a list."""
    note = parse_note(row.note)
    stated: Checkpoint = parse_checkpoint(note.text)
    return Listed(
        size=row.size,
        at=row.at,
        root=stated.root_text,
        origin=stated.origin,
        key_id=note.signatures[0].key_id.hex(),
        witnesses=tuple(one.witness for one in reading.cosignatures(row.size)),
    )


def newest_listed(reading: Reading, most: int) -> tuple[Listed, ...]:
    """The newest checkpoints, the newest first."""
    return tuple(listed(reading, row) for row in reading.newest_checkpoints(most))


def keys(reading: Reading) -> tuple[Key, ...]:
    """Every key that has signed, oldest first."""
    known = ledger_keys(reading)
    return tuple(Key(vkey=one.key.vkey(), since=one.since, present=one is known[-1]) for one in known)
