"""Puts a recorded history into an empty store, byte by byte: what a restore from the archive would do."""

from __future__ import annotations

import base64
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from actions.clock import SimulatedClock
from actions.house import House
from actions.rebuild import rebuild
from engine.canonical import parse_instant
from engine.chain import hash_n, prev_0
from procedures.loader import definition_from_canonical
from storage.database import create_store
from storage.encoding import canonical_bytes
from storage.ledger import CheckpointRow, keep_checkpoint
from storage.records import ArtefactRow, Head, StoredEvent
from tests.factories import wire

Form = Callable[[dict[str, Any]], dict[str, Any] | None]
"""Gives an event's body another form; None leaves the event out."""


class Imported(NamedTuple):
    """A recorded event as it is put into a store, and its place in the recorded history."""

    event: StoredEvent
    was: int


def _as_it_is(body: dict[str, Any]) -> dict[str, Any]:
    return body


def events_in(folder: Path, body: Form = _as_it_is) -> Iterator[Imported]:
    """The recorded events: prev and hash are computed here; ``body`` may change their form, or leave some out."""
    last: dict[str, bytes] = {}
    gseq = 0
    for line in (folder / "events.jsonl").read_bytes().splitlines():
        recorded = json.loads(line)
        read = body(recorded)
        if read is None:
            continue
        canon = line if body is _as_it_is else canonical_bytes({**read, "gseq": gseq})
        stream = read["stream"]
        prev = last.get(stream) or prev_0(stream)
        event = StoredEvent(gseq, stream, read["n"], canon, prev, hash_n(prev, canon))
        last[stream] = event.hash
        gseq += 1
        yield Imported(event, recorded["gseq"])


def house_of(history: Path, home: Path, url: str, *, body: Form = _as_it_is) -> House:
    """A house that holds a recorded history and its checkpoints, and nothing else; its projections are made from it."""
    home.mkdir(parents=True, exist_ok=True)
    if (history / "calendars").is_dir():
        shutil.copytree(history / "calendars", home / "calendars")
    events = list(events_in(history, body))
    at = events[-1].event.at()
    house = wire(home, create_store(url, mode="demo", at=at), SimulatedClock(at), definitions=())
    disclosed = _disclosed(history)
    with house.store.transaction() as tx:
        for path in sorted((history / "definitions").iterdir()):
            data = path.read_bytes()
            known = definition_from_canonical(data)
            tx.put_definition(sha256=path.stem, name=known.name, version=known.version, data=data)
        for event, was in events:
            rows = [_row(event, one) for one in disclosed.get(was, ())]
            tx.add_copied(event, rows, Head(count=event.gseq + 1, last_at=event.at()))
        for row in _checkpoints(history) if body is _as_it_is else ():
            keep_checkpoint(tx._session, row)
    _file(history, house)
    rebuild(house)
    return house


def _checkpoints(history: Path) -> Iterator[CheckpointRow]:
    for line in (history / "checkpoints.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        yield CheckpointRow(
            size=one["size"], at=parse_instant(one["at"]), note=one["note"], frontier=bytes.fromhex(one["frontier"])
        )


def _row(event: StoredEvent, one: dict[str, Any]) -> tuple[Any, ...]:
    value = canonical_bytes(one["value"]).decode()
    return event.gseq, one["path"], event.hash, bytes.fromhex(one["salt"]), value, one["subject"], one["class"]


def _disclosed(history: Path) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for line in (history / "disclosures.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        found.setdefault(one["gseq"], []).append(one)
    return found


def _file(history: Path, house: House) -> None:
    """The documents, noted in one transaction."""
    rows = []
    for line in (history / "artefacts.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        content = base64.b64decode(one["base64"])
        stored = house.artefacts.put(io.BytesIO(content), max_bytes=len(content) or 1)
        assert stored.sha256 == one["sha256"]
        rows.append(
            ArtefactRow(
                sha256=stored.sha256,
                size=len(content),
                media=one["media"],
                state="stored",
                first_at=house.clock.now(),
            )
        )
    with house.store.transaction() as tx:
        for row in rows:
            tx.put_artefact(row)
