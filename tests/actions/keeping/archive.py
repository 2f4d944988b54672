"""An office whose every sealed word is a canary of its own, with two records officers, on a real store."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from actions.clock import SimulatedClock
from actions.house import House
from actions.identifiers import SeededRandomness
from actions.keeping.commands import change_records
from actions.keeping.confirm import confirm
from engine import commands as c
from engine import keeping as k
from procedures.loader import LoadedDefinition
from storage.sqlite import journal_mode
from tests.actions.rooms import contents
from tests.databases import Database
from tests.factories import START, Office, make_house, people_of, small

OFFICERS = (("rita", k.RECORDS_OFFICER), ("rob", k.RECORDS_OFFICER))
MARK = "Kanarienvogel"


@dataclass
class MarkedOffice(Office):
    """Whatever somebody writes here is a word that nobody else ever writes."""

    marks: Any = field(default_factory=lambda: count(1))

    def send(self, command: c.Command) -> tuple[str, ...]:
        """Carry out the command with canaries in the place of its free text."""
        fields = {"reason", "details", "lesson", "name"}
        if isinstance(command, c.RecordCommunication):
            fields.add("about")
        update = {
            name: f"{MARK}-{next(self.marks):06}-x"
            for name in fields & set(type(command).model_fields)
            if getattr(command, name) is not None
        }
        return super().send(command.model_copy(update=update))


def make_archive(folder: Path, database: Database, loaded: LoadedDefinition | None = None) -> MarkedOffice:
    """An office with its people and two records officers; nothing is open yet."""
    loaded = loaded or small()
    clock = SimulatedClock(START)
    people = [*people_of(loaded), *OFFICERS]
    house = make_house(folder, database, clock=clock, randomness=SeededRandomness(3), people=people)
    return MarkedOffice(house=house, loaded=loaded, clock=clock)


def propose(house: House, command: k.Proposal, key: str = "") -> str:
    """Put a proposal on record, and return its reference."""
    answer = change_records(house, command, request_id=f"propose-{key or command.model_dump_json()[:150]}")
    return str(answer["decision"])


def redaction(event: int, path: str, **more: Any) -> k.ProposeRedaction:
    """A proposal by rita to withhold a value of RL-1, with something in its place."""
    given = {"ground": "personal_data", "reason": "It names somebody.", "instead": "Said otherwise.", **more}
    return k.ProposeRedaction(actor="rita", procedure="RL-1", event=event, path=path, **given)


def carry_out(house: House, ref: str, by: str = "rob") -> dict[str, Any]:
    """Confirm a proposal as the second person."""
    return confirm(house, k.Confirm(actor=by, decision=ref), request_id=f"confirm-{ref}-{by}")


def leaks(house: House, words: list[str]) -> dict[str, str]:
    """Where any of these words is left: in a table of the store, or in a file of the data folder."""
    found: dict[str, str] = {}
    for table, rows in contents(house).items():
        text = json.dumps([[_text(value) for value in row] for row in rows], ensure_ascii=False)
        found.update((word, f"table {table}") for word in words if word in text)
    wanted = [word.encode() for word in words]
    for file in files(house):
        content = file.read_bytes()
        found.update((word.decode(), str(file)) for word in wanted if word in content)
    return found


def files(house: House) -> list[Path]:
    """Every file below the data folder, and the database with its log and journal wherever it lies."""
    there = [path for path in house.settings.home.rglob("*") if path.is_file()]
    if isinstance(house.store.address, Path):
        assert journal_mode((99,)) == "wal"
        place = house.store.address
        there += [path for path in place.parent.glob(f"{place.name}*") if path.is_file()]
    return there


def _text(value: object) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
