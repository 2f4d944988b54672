"""Writes a history down for good: its events byte by byte, what they hide, and what they must come to."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from actions.house import House
from actions.rebuild import rebuild
from actions.verification import verify
from engine.canonical import instant_text
from engine.events import ArtefactSubmitted
from engine.evolve import evolve
from engine.state import State
from engine.streams import RESERVED_STREAMS
from storage.codec import happened, history_of
from storage.reading import Reading
from storage.rows import UNREADABLE
from tests.golden.states import Digests, readable

HISTORIES: Final = Path(__file__).with_name("histories")
"""Where recorded histories lie: a folder for each definition and version, in it one for each history."""

SUMS: Final = HISTORIES / "SHA256SUMS"
"""The digest of every recorded file: what is in it is never changed, only added to."""

FROZEN: Final = HISTORIES / "FROZEN"
"""The histories that a release has frozen: these are never recorded again, whatever is asked."""

PROJECTIONS: Final = {
    "procedure_row": ("stream", "n", "hash", "definition", "title", "stage", "step", "overlay", "ended",
                      "next_deadline", "next_deadline_at", "updated_at", "updated_by"),
    "deadline_row": ("stream", "deadline", "lot", "due_at", "status"),
    "person_row": ("id", "registered_n"),
    "assignment_row": ("id", "person", "procedure", "role", "from_on", "to_on"),
    "clock_row": ("n", "unconfirmed", "ahead_ms"),
}  # fmt: skip
"""The columns of each projection that are recorded; a column that comes later is not compared."""


class AlreadyRecorded(Exception):
    """A history of that name is there: it is never changed, so the new one needs a name of its own."""


def record(house: House, name: str, title: str, *, again: bool = False) -> Path:
    """Write the whole history of a house down; ``AlreadyRecorded`` when there is one of that name already.

    ``again`` writes one anew that no release has frozen yet; one that is frozen is refused all the same.
    """
    rebuild(house)
    with house.store.reading() as reading:
        folder = HISTORIES / _definition(reading) / name
        _make_room(folder, again=again)
        folder.mkdir(parents=True)
        _material(house, reading, folder)
        _expected(reading, folder)
    report = verify(house)
    _json(
        folder / "history.json",
        {
            "schema": "seedbed/golden-history/1",
            "title": title,
            "event_format": 1,
            "verified": {
                "events": report.events,
                "streams": report.streams,
                "disclosed": report.disclosed,
                "withheld": report.withheld,
                "replayed": report.replayed,
                "artefacts": report.artefacts,
            },
            "first_bad": None if report.first_bad is None else str(report.first_bad),
        },
    )
    _add_sums(folder)
    return folder


def frozen() -> tuple[str, ...]:
    """The histories that a release has frozen, as "definition-version/name"."""
    return tuple(FROZEN.read_text(encoding="ascii").split()) if FROZEN.exists() else ()


def freeze() -> tuple[str, ...]:
    """Freeze every recorded history for good: done once with each release; returns those that are new."""
    every = sorted(str(path.parent.relative_to(HISTORIES)) for path in HISTORIES.glob("*/*/history.json"))
    new = tuple(name for name in every if name not in frozen())
    FROZEN.write_text("".join(f"{name}\n" for name in (*frozen(), *new)), encoding="ascii")
    return new


def _make_room(folder: Path, *, again: bool) -> None:
    name = str(folder.relative_to(HISTORIES))
    if folder.exists() and (name in frozen() or not again):
        raise AlreadyRecorded(f"{name} is recorded, and what is recorded is never changed.")
    if folder.exists():
        shutil.rmtree(folder)
        kept = [line for line in SUMS.read_text(encoding="ascii").splitlines() if f"  {name}/" not in line]
        SUMS.write_text("".join(f"{line}\n" for line in kept), encoding="ascii")


def _definition(reading: Reading) -> str:
    """The definition and version that the first procedure of the history ran under."""
    first = next(iter(reading.procedures()))
    state = reading.definitions()
    known = next(row for row in state if row.sha256 == first[2])
    return f"{known.name}-{known.version}"


def _material(house: House, reading: Reading, folder: Path) -> None:
    """What is put into an empty store: events, what they hide, definitions, documents, calendars of the house."""
    events = list(reading.all_events())
    (folder / "events.jsonl").write_bytes(b"".join(event.canon + b"\n" for event in events))
    _lines(folder / "hashes.txt", (f"{event.gseq} {event.hash.hex()}" for event in events))
    places = {event.hash: event.gseq for event in events}
    disclosed = [one for stream in reading.streams() for one in reading.disclosed(stream)]
    _lines(
        folder / "disclosures.jsonl",
        (
            json.dumps(
                {
                    "gseq": places[one.event_hash],
                    "path": one.path,
                    "salt": one.salt.hex(),
                    "value": one.value,
                    "subject": one.subject,
                    "class": one.klass,
                },
                sort_keys=True,
                ensure_ascii=False,
            )
            for one in sorted(disclosed, key=lambda one: (places[one.event_hash], one.path))
            if one.value is not UNREADABLE
        ),
    )
    checkpoints = (
        {"size": row.size, "at": instant_text(row.at), "note": row.note, "frontier": row.frontier.hex()}
        for row in reading.checkpoints()
    )
    _lines(folder / "checkpoints.jsonl", (json.dumps(one, sort_keys=True, ensure_ascii=False) for one in checkpoints))
    (folder / "definitions").mkdir()
    for row in reading.definitions():
        (folder / "definitions" / f"{row.sha256}.json").write_bytes(row.bytes)
    _lines(folder / "artefacts.jsonl", _documents(house, reading))
    own = house.settings.home / "calendars"
    if own.is_dir():
        shutil.copytree(own, folder / "calendars")


def _documents(house: House, reading: Reading) -> Iterator[str]:
    """Every document that a history names."""
    named = {
        event.sha256: event.media_type
        for stream in reading.streams()
        if stream not in RESERVED_STREAMS
        for event in (one.event for one in history_of(reading.events(stream)))
        if isinstance(event, ArtefactSubmitted)
    }
    for sha256, media in sorted(named.items()):
        with house.artefacts.open(sha256) as content:
            text = base64.b64encode(content.read()).decode()
        yield json.dumps({"sha256": sha256, "media": media, "base64": text}, sort_keys=True)


def _expected(reading: Reading, folder: Path) -> None:
    """What it must come to: every state, the last one to read, and the projections."""
    states, last = come_to(reading)
    _lines(folder / "states.txt", states)
    _json(folder / "final.json", last)
    _json(folder / "projections.json", projections_of(reading))


def come_to(reading: Reading) -> tuple[list[str], dict[str, Any]]:
    """The digest of the state after every event, "stream n digest", and the last state of each procedure to read."""
    states, last = [], {}
    for stream in reading.streams():
        if stream not in RESERVED_STREAMS:
            digests, state = Digests(), State(procedure=stream)
            for n, state in states_of(reading, stream):
                states.append(f"{stream} {n} {digests.of(state)}")
            last[stream] = readable(state)
    return states, last


def states_of(reading: Reading, stream: str) -> Iterator[tuple[int, State]]:
    """The state after each event of a stream."""
    state = State(procedure=stream)
    for canon in reading.canon(stream):
        one = happened(canon)
        state = evolve(state, one)
        yield one.n, state


def projections_of(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """The recorded columns of every projection, row by row."""
    found = {}
    for table, columns in PROJECTIONS.items():
        rows = reading.rows(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 - our own names
        plain = [{name: _cell(value) for name, value in zip(columns, row, strict=True)} for row in rows]
        found[table] = sorted(plain, key=lambda row: json.dumps(row, sort_keys=True))
    return found


def _cell(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def _add_sums(folder: Path) -> None:
    """Only added to: a file that is named there already keeps its line."""
    known = SUMS.read_text(encoding="ascii") if SUMS.exists() else ""
    made = [f"{sum_of(path)}  {path.relative_to(HISTORIES)}\n" for path in files_in(folder)]
    SUMS.write_text(known + "".join(made), encoding="ascii")


def sum_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path not in {SUMS, FROZEN})


def _lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
