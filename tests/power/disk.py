"""A disk that keeps for certain only what was synced, and the tape of everything that was asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

SECTOR: Final = 512
"""Bytes that a disk writes as one: a write is torn between sectors, never inside one."""


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes given to the system; until the file is synced the disk may hold any of their sectors, or none."""

    file: Path
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file was made this long; until it is synced, perhaps."""

    file: Path
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """When it returns, everything written to the file is on the disk."""

    file: Path


@dataclass(frozen=True, slots=True)
class Rename:
    """A file has another name; until the folder is synced, perhaps."""

    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """When it returns, every name in the folder is on the disk."""

    folder: Path


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody was told that a command had been carried out: from here on its event may never be lost."""

    stream: str
    n: int
    hash: bytes
    artefact: str | None = None


Asked: TypeAlias = Write | Cut | Sync | Rename | SyncFolder | Acknowledged
Tape: TypeAlias = list[Asked]


@dataclass(slots=True)
class Disk:
    """What is on it for certain, what may be, and what was promised."""

    durable: dict[Path, bytearray]
    unsynced: dict[Path, list[Write | Cut]] = field(default_factory=dict)
    renamed: list[Rename] = field(default_factory=list)
    promised: list[Acknowledged] = field(default_factory=list)

    def ask(self, asked: Asked) -> None:
        """Go on by one thing of the tape."""
        match asked:
            case Write() | Cut():
                self.unsynced.setdefault(asked.file, []).append(asked)
            case Sync():
                for one in self.unsynced.pop(asked.file, ()):
                    _apply(self.durable.setdefault(asked.file, bytearray()), one)
            case Rename():
                self.renamed.append(asked)
            case SyncFolder():
                for rename in [known for known in self.renamed if known.target.parent == asked.folder]:
                    _move(rename, self.durable)
                    self.renamed.remove(rename)
            case Acknowledged():
                self.promised.append(asked)

    def after_a_power_cut(self, chance: Random) -> dict[Path, bytearray]:
        """One disk that the power cut may leave: of what was not synced some is there, some torn, some lost.

        Writes to one file may reach the disk in any order, as drives do with their caches.
        """
        files = {path: bytearray(data) for path, data in self.durable.items()}
        for path, pending in self.unsynced.items():
            for one in pending:
                for part in _surviving(one, chance):
                    _apply(files.setdefault(path, bytearray()), part)
        for rename in self.renamed:
            if chance.random() < 0.5:
                _move(rename, files)
        return files


def power_cuts(
    before: dict[Path, bytes], tape: Sequence[Asked], *, images: int, seed: int
) -> Iterator[tuple[dict[Path, bytearray], tuple[Acknowledged, ...]]]:
    """So many disks as power cuts at random moments leave them, each with what had been promised by then."""
    chance = Random(seed)
    moments = sorted(chance.randrange(len(tape) + 1) for _ in range(images))
    disk, played = Disk(durable={path: bytearray(data) for path, data in before.items()}), 0
    for moment in moments:
        for asked in tape[played:moment]:
            disk.ask(asked)
        played = moment
        yield disk.after_a_power_cut(chance), tuple(disk.promised)


def _surviving(one: Write | Cut, chance: Random) -> Iterator[Write | Cut]:
    fate = chance.random()
    if fate < 0.35:
        return
    if fate < 0.7 or isinstance(one, Cut):
        yield one
        return
    # Torn: from a first sector of the disk on, each of them reached it or did not.
    start = one.offset
    while start < one.offset + len(one.data):
        end = min((start // SECTOR + 1) * SECTOR, one.offset + len(one.data))
        if chance.random() < 0.5:
            yield Write(one.file, start, one.data[start - one.offset : end - one.offset])
        start = end


def _apply(content: bytearray, one: Write | Cut) -> None:
    if isinstance(one, Cut):
        del content[one.size :]
        content.extend(bytes(one.size - len(content)))
        return
    if len(content) < one.offset:
        content.extend(bytes(one.offset - len(content)))
    content[one.offset : one.offset + len(one.data)] = one.data


def _move(rename: Rename, files: dict[Path, bytearray]) -> None:
    # A name may reach the disk before the bytes: then the file is there and empty.
    files[rename.target] = files.pop(rename.source, bytearray())
