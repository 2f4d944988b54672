"""A house with a history worth forging: two procedures side by side, and a checkpoint every dozen events."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from actions.house import House, open_house
from actions.ledger.checkpointing import sign_history
from actions.ledger.keys import SigningKey, read_key
from benchmarks.workload import carry_out, definition_of_w, forty, furnish, opening
from config.settings import Settings, read_settings
from engine.ledger.checkpoints import read_checkpoint
from storage.database import create_store

TARGET = "RL-1"
NEIGHBOUR = "RL-2"
_EVERY = 7
"""Commands between two checkpoints."""


@dataclass(frozen=True, kw_only=True)
class Victim:
    """The store before anybody touched it, and what others know of it: one checkpoint from the middle, and the key."""

    home: Path
    last_heads: Path
    witnessed: Path
    witnessed_size: int
    size: int
    key: SigningKey
    earlier: Path
    """The database as it was copied before the last witnessed checkpoint."""

    def copied(self, folder: Path) -> Path:
        """Give an attacker a copy of the whole machine: database, documents, key."""
        home = folder / "home"
        shutil.copytree(self.home, home)
        return home


def make_victim(folder: Path) -> Victim:
    """Perform both procedures through the command path, signing on the way."""
    settings = settings_of(folder / "home", folder / "last-heads")
    create_store(settings.database_url, mode="live", at=datetime.now(UTC)).close()
    furnish(settings, [], commands=0)
    commands = [opening(TARGET), opening(NEIGHBOUR)]
    commands += [one for pair in zip(forty(TARGET), forty(NEIGHBOUR), strict=True) for one in pair]
    witnessed, earlier = folder / "witnessed.note", folder / "earlier.db"
    with house_at(settings) as house:
        house.definitions.add(definition_of_w())
        for paper in definition_of_w().definition.artefacts:
            house.artefacts.put(BytesIO(paper.encode()), max_bytes=1_000)
        for number, command in enumerate(commands, 1):
            carry_out(house, command)
            if number % _EVERY == 0 or number == len(commands):
                row = sign_history(house)
                assert row is not None
                if number == len(commands) // 3 // _EVERY * _EVERY:
                    _copy(house, earlier)
                if number == len(commands) * 2 // 3 // _EVERY * _EVERY:
                    witnessed.write_text(row.note, encoding="utf-8")
        with house.store.reading() as reading:
            size = reading.head().count
    return Victim(
        home=settings.home,
        last_heads=folder / "last-heads",
        witnessed=witnessed,
        witnessed_size=read_checkpoint(witnessed.read_bytes())[0].size,
        size=size,
        key=read_key(settings.ledger_key_file),
        earlier=earlier,
    )


def _copy(house: House, path: Path) -> None:
    session = house.store.take()
    session.run("VACUUM INTO ?", (str(path),))
    house.store.give_back(session, usable=True)


def settings_of(home: Path, last_heads: Path) -> Settings:
    """Settings of a house whose newest head is kept in a folder of the test's."""
    return read_settings({"SEEDBED_LAST_HEADS": str(last_heads)}, home)


@contextmanager
def house_at(settings: Settings) -> Iterator[House]:
    """Open a house, and close it."""
    house = open_house(settings)
    try:
        yield house
    finally:
        house.close()
