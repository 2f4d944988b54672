"""The store in which every simulation begins: its people are in the register, and have been told so."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from actions.clock import SimulatedClock
from actions.people import change_register
from actions.reminders.due import expand_all
from actions.reminders.expanding import REMINDER
from engine import register as r
from flows.delivering import send_batch
from flows.sweep import REMINDER_LEASE, REMINDERS
from procedures.loader import LoadedDefinition, load_definition
from storage.database import create_store
from storage.outbox import claim
from tests.factories import small, wire

FOUNDED = datetime(2023, 1, 5, 9, tzinfo=UTC)
SINCE = date(2023, 1, 5)
POOL = ("ann", "bea", "cem", "dot", "eli")
"""People without a role at first."""


@lru_cache
def clocks() -> LoadedDefinition:
    """The definition made for the simulation: few papers, many clocks."""
    return load_definition(Path(__file__).with_name("clocks.yaml"))


def founded(folder: Path, url: str) -> None:
    """Make a store with its people, those whom the small procedure needs included."""
    house = wire(folder, create_store(url, mode="demo", at=FOUNDED), SimulatedClock(FOUNDED), definitions=[clocks()])
    house.settings.link_key_file.write_bytes(b"k" * 32)
    house.settings.link_key_file.chmod(0o600)
    roles = list(clocks().definition.roles)
    people = [(role, role) for role in roles]
    others = [role for role in small().definition.roles if role not in roles]
    people += [(f"{role}{number}", role) for role in others for number in ("", "_2")]
    people += [(f"{role}_2", role) for role in ("manager", "lawyer", "owner")]
    for person in dict.fromkeys((*(person for person, _ in people), *POOL)):
        added = r.AddPerson(actor="founder", person=person, name=person.title(), email=f"{person}@city.example")
        change_register(house, added, request_id=f"add-{person}")
    for number, (person, role) in enumerate(people):
        assigned = r.AssignRole(actor="founder", person=person, procedure="*", role=role, from_on=SINCE)
        change_register(house, assigned, request_id=f"assign-{number}")
    expand_all(house, "founder")
    while rows := claim(house.store, "founder", FOUNDED, REMINDER_LEASE, REMINDERS, [REMINDER]):
        send_batch(house, rows)
    house.close()


def copied(template: Path, folder: Path) -> str:
    """Copy a founded folder on SQLite, and return the address of its store."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return f"sqlite:///{folder / 'seedbed.db'}"
