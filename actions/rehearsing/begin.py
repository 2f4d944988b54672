"""Begins a rehearsal: a copy of one procedure, or an empty office under one definition, on a clock that people move."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from actions.clock import SimulatedClock
from actions.clockwork.anomalies import present
from actions.house import House, open_house
from actions.people import ZONE, change_register
from actions.queries.moment import known_procedure
from actions.rebuild import rebuild
from actions.rehearsal import set_clock
from actions.rehearsing.folders import Note, new_folder, write_note
from config.settings import read_settings
from engine import events as e
from engine import register as r
from engine.errors import NotFound, WrongFolder
from engine.time.local_time import local_date
from procedures.loader import LoadedDefinition
from storage import reminders
from storage.codec import happened
from storage.copying import copy_streams
from storage.database import create_store
from storage.reading import Reading
from storage.records import ArtefactRow
from storage.transaction import Transaction

WITHHELD: Final = ("personal",)
"""Names and addresses of people stay where they are: a rehearsal knows pseudonyms."""

_ANY_SIZE: Final = 2**62
_SOON: Final = timedelta(days=30)

DIRECTOR: Final = "director"
"""Who administers the register of an empty rehearsal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A rehearsal that was just begun."""

    name: str
    folder: str
    of: str
    procedure: str | None
    stands_at: datetime
    events: int
    documents_missing: int
    people: tuple[str, ...]


def rehearse_procedure(house: House, procedure: str, *, name: str | None = None, into: Path | None = None) -> Begun:
    """Copy a procedure as it is now, with the register of people, into a folder of its own.

    ``NotFound`` for an unknown procedure, ``WrongFolder`` inside a rehearsal or for a folder that is not empty.
    """
    refuse_nested(house)
    with house.store.reading() as reading:
        known_procedure(reading, procedure)
        now = present(house, reading)
        at = max(now, reading.head().last_at or now)
        folder = new_folder(house.settings, procedure, name=name, into=into)
        note = Note(name=name or folder.name, of=procedure, procedure=procedure, begun_at=at)
        return _made(_Making(house=house, reading=reading, folder=folder, note=note))


def rehearse_definition(
    house: House | None,
    loaded: LoadedDefinition,
    at: datetime,
    *,
    home: Path,
    of: str,
    name: str | None = None,
    into: Path | None = None,
) -> Begun:
    """Make an office in which a definition can be tried out: with everybody of the live register, or else a cast.

    The cast has two people for each role, called after it, so that four eyes can be found.
    """
    if house is not None:
        refuse_nested(house)
    settings = read_settings({}, home=home) if house is None else house.settings
    folder = new_folder(settings, of, name=name, into=into)
    note = Note(name=name or folder.name, of=of, procedure=None, begun_at=at)
    if house is not None:
        with house.store.reading() as reading:
            if reading.people():
                return _made(_Making(house=house, reading=reading, folder=folder, note=note))
    return _made(_Making(house=house, folder=folder, note=note, cast=loaded))


def refuse_nested(house: House) -> None:
    """A rehearsal is of what is live: its own time is simulated, and a copy of it would be a guess about a guess."""
    if house.store.info.mode != "live":
        raise WrongFolder(
            f"{house.settings.home} is a rehearsal or a demonstration itself: rehearse from the live data folder."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Making:
    """A rehearsal that is being made: where, of what, and from which moment of the live store, if from any."""

    folder: Path
    note: Note
    house: House | None = None
    reading: Reading | None = None
    cast: LoadedDefinition | None = None


def _made(making: _Making) -> Begun:
    """Make the store, fill it, stand the clock, and mark the folder; what is half-made is taken away again."""
    try:
        return _filled(making)
    except BaseException:
        shutil.rmtree(making.folder, ignore_errors=True)
        raise


def _filled(making: _Making) -> Begun:
    folder, note, live = making.folder, making.note, making.house
    settings = read_settings({}, home=folder)
    origin = "rehearsal.invalid" if live is None else live.store.info.origin
    create_store(settings.database_url, mode="demo", at=note.begun_at, origin=origin).close()
    if live is not None and (live.settings.home / "calendars").is_dir():
        shutil.copytree(live.settings.home / "calendars", folder / "calendars")
    copy = open_house(settings, clock=SimulatedClock(note.begun_at))
    try:
        events, missing = _copied(making, copy)
        if making.cast is not None:
            _enlist(copy, making.cast)
            _tell_nobody(copy)
        with copy.store.reading() as reading:
            people = tuple(person.id for person in reading.people())
    finally:
        copy.close()
    set_clock(folder, note.begun_at)
    write_note(folder, note)
    return Begun(
        name=note.name,
        folder=str(folder),
        of=note.of,
        procedure=note.procedure,
        stands_at=note.begun_at,
        events=events,
        documents_missing=missing,
        people=people,
    )


def _copied(making: _Making, copy: House) -> tuple[int, int]:
    """Copy the register and the procedure, then what it rests on; returns how many events, and documents missing."""
    reading, procedure = making.reading, making.note.procedure
    if reading is None:
        return 0, 0
    streams = [r.REGISTER] if procedure is None else [r.REGISTER, procedure]
    with copy.store.transaction() as tx:
        events = copy_streams(reading, tx, streams, withhold=WITHHELD)
        if procedure is not None:
            _definitions(reading, tx, procedure)
    rebuild(copy)
    if procedure is None or making.house is None:
        return events, 0
    return events, _documents(making.house, copy, reading, procedure)


def _definitions(reading: Reading, tx: Transaction, procedure: str) -> None:
    """Every definition that the procedure ran under, byte for byte."""
    wanted = {line.body()["def"] for line in reading.events(procedure)}
    for row in reading.definitions():
        if row.sha256 in wanted:
            tx.put_definition(sha256=row.sha256, name=row.name, version=row.version, data=row.bytes)


def _documents(house: House, copy: House, reading: Reading, procedure: str) -> int:
    """Copy every document that the history names; returns how many the live folder itself does not hold."""
    missing = 0
    for sha256, row in _filed(reading, procedure):
        try:
            with house.artefacts.open(sha256) as content:
                copy.artefacts.put(content, max_bytes=_ANY_SIZE)
        except NotFound:
            missing += 1  # `seedbed verify` tells of it there; a rehearsal can do without
        if row is not None:
            with copy.store.transaction() as tx:
                tx.put_artefact(row)
    return missing


def _filed(reading: Reading, procedure: str) -> Iterator[tuple[str, ArtefactRow | None]]:
    seen = set()
    for canon in reading.canon(procedure):
        if b'"artefact.submitted"' in canon:
            event = happened(canon).event
            if isinstance(event, e.ArtefactSubmitted) and event.sha256 not in seen:
                seen.add(event.sha256)
                yield event.sha256, reading.artefact(event.sha256)


def _enlist(copy: House, loaded: LoadedDefinition) -> None:
    """Put a cast into the register; the director comes first, because nobody grants a role to themselves."""
    since = local_date(copy.clock.now(), ZONE)
    commands: list[r.RegisterCommand] = [
        r.AddPerson(actor=DIRECTOR, person=DIRECTOR, name="Director of the rehearsal"),
        r.AssignRole(actor=DIRECTOR, person=DIRECTOR, procedure=r.EVERY_PROCEDURE, role=r.ADMIN, from_on=since),
    ]
    for role, rule in loaded.definition.roles.items():
        for number, person in enumerate((role, f"{role}_2"), 1):
            commands += [
                r.AddPerson(actor=DIRECTOR, person=person, name=f"{rule.title.partition(',')[0]} {number}"),
                r.AssignRole(actor=DIRECTOR, person=person, procedure=r.EVERY_PROCEDURE, role=role, from_on=since),
            ]
    for number, command in enumerate(commands, 1):
        change_register(copy, command, request_id=f"cast-{number:03d}")


def _tell_nobody(copy: House) -> None:
    """The cast need not be told that each of them was named: forty messages would bury the first that matters."""
    now = copy.clock.now()
    while rows := reminders.claim(copy.store, DIRECTOR, now + _SOON, _SOON, 1000):
        reminders.settle(copy.store, DIRECTOR, [reminders.Settlement(rows=rows)])
