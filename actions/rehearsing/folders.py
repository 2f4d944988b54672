"""The folders of rehearsals: where they lie, what marks them, and how one is thrown away."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from actions.rehearsal import FILE
from config.settings import Settings
from engine.errors import InvalidInput, NotFound, WrongFolder
from engine.time.local_time import format_instant, parse_instant

NOTE: Final = "rehearsal.json"
"""Says what is rehearsed in a folder, and since when."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What a rehearsal is of: a procedure or a definition, and when it was begun, on the clock of the live folder."""

    name: str
    of: str
    procedure: str | None
    begun_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsal:
    """A rehearsal that is there, and where its clock stands."""

    name: str
    folder: str
    of: str
    procedure: str | None
    begun_at: datetime
    stands_at: datetime


def room(settings: Settings) -> Path:
    """The folder that holds the rehearsals of a data folder."""
    return settings.home / "rehearsals"


def new_folder(settings: Settings, of: str, *, name: str | None, into: Path | None) -> Path:
    """An empty folder for a rehearsal; ``WrongFolder`` when there is something in it."""
    if name is not None and not _NAME.fullmatch(name):
        raise InvalidInput(f"--name: {name!r} cannot name a rehearsal: lower-case letters, digits, - and _.")
    folder = into.expanduser().resolve() if into is not None else room(settings) / (name or _free(settings, of))
    if folder == settings.home or settings.home.is_relative_to(folder):
        raise WrongFolder(f"{folder} holds the live procedures: a rehearsal has a folder of its own.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongFolder(f"{folder} is not empty: give a rehearsal another name or folder, or discard the one there.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InvalidInput(f"{folder} cannot be made: {error.strerror or error}.") from error
    return folder


def _free(settings: Settings, of: str) -> str:
    """A name after what is rehearsed, numbered when it is taken."""
    stem = re.sub(r"[^a-z0-9_-]+", "-", Path(of).stem.lower()).strip("-_")[:50] or "rehearsal"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 1000))]
    return next(name for name in names if not (room(settings) / name).exists())


def write_note(folder: Path, note: Note) -> None:
    """Mark a folder as a rehearsal: the last thing that is written when one is made."""
    data = {"schema": "seedbed/rehearsal-note/1", **asdict(note), "begun_at": format_instant(note.begun_at)}
    beside = folder / f".{NOTE}.{secrets.token_hex(4)}"
    beside.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    beside.replace(folder / NOTE)


def rehearsals(settings: Settings) -> list[Rehearsal]:
    """Every rehearsal of a data folder, by name."""
    return list(_found(room(settings)))


def _found(folder: Path) -> Iterator[Rehearsal]:
    for one in sorted(folder.iterdir()) if folder.is_dir() else ():
        known = _read(one)
        if known is not None:
            yield known


def rehearsal_named(settings: Settings, name: str | None) -> Rehearsal:
    """A rehearsal by its name or its folder; without one, that of the data folder itself, or the only one there is.

    ``NotFound`` says which there are.
    """
    here = _read(settings.home)
    known = rehearsals(settings)
    if name is None:
        wanted = [here] if here is not None else known
        if len(wanted) == 1:
            return wanted[0]
        raise NotFound(f"Say which rehearsal: {_listed(known)}")
    found = [one for one in (here, *known, _read(Path(name).expanduser())) if one is not None]
    for one in found:
        if one.name == name or Path(one.folder) == Path(name).expanduser().resolve():
            return one
    raise NotFound(f"There is no rehearsal {name}. {_listed(known)}")


def _listed(known: list[Rehearsal]) -> str:
    if not known:
        return "There is none yet; begin one: seedbed rehearse REF"
    return f"There is: {', '.join(one.name for one in known)}."


def discard(rehearsal: Rehearsal) -> None:
    """Throw a rehearsal away; the note goes first, so that half a folder never passes for a rehearsal."""
    folder = Path(rehearsal.folder)
    (folder / NOTE).unlink()
    shutil.rmtree(folder)


def _read(folder: Path) -> Rehearsal | None:
    """The rehearsal in a folder; None for anything else, which is never thrown away."""
    try:
        data = json.loads((folder / NOTE).read_bytes())
        stands_at = parse_instant((folder / FILE).read_text(encoding="ascii").strip())
        return Rehearsal(
            name=data["name"],
            folder=str(folder.resolve()),
            of=data["of"],
            procedure=data["procedure"],
            begun_at=parse_instant(data["begun_at"]),
            stands_at=stands_at,
        )
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, InvalidInput):
        return None
