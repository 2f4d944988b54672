"""A machine whose wall clock somebody can put forward or back, and any number of processes on it and on one store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from actions.clockwork.record import clock_history
from actions.house import House
from actions.identifiers import SeededRandomness
from actions.people import change_register
from actions.perform import Request, perform
from config.settings import read_settings
from engine import register as r
from engine.clock_record import ClockEvent
from storage.artefacts import ArtefactStore
from storage.database import open_store
from tests.databases import Database
from tests.factories import START, Office, make_office, real, small


class SteppedClock:
    """A clock with a wall that can be put right or wrong, and seconds that only ever pass."""

    def __init__(self, start: datetime) -> None:
        """Stand at an instant."""
        self._wall = start
        self._steady = 1000.0
        self._lock = Lock()

    def now(self) -> datetime:
        """Return what the wall says."""
        return self._wall

    def monotonic(self) -> float:
        """Return the seconds that have passed, whatever the wall says."""
        return self._steady

    def pass_time(self, **span: float) -> None:
        """Let time pass."""
        with self._lock:
            self._wall += timedelta(**span)
            self._steady += timedelta(**span).total_seconds()

    def put(self, **span: float) -> None:
        """Put the wall forward or back; no time passes."""
        with self._lock:
            self._wall += timedelta(**span)


@dataclass(kw_only=True)
class Machine:
    """One machine with a procedure on its store; ``process`` is a process that is at work there."""

    clock: SteppedClock
    folder: Path
    database: Database
    office: Office
    houses: list[House] = field(default_factory=list)
    asked: int = 0

    def process(self, clock: SteppedClock | None = None) -> House:
        """Start a process on this machine, or on another with a clock of its own."""
        house = House(
            settings=read_settings({"SEEDBED_DATABASE_URL": self.database.url}, home=self.folder),
            store=open_store(self.database.url),
            artefacts=ArtefactStore(str(self.folder / "artefacts")),
            clock=clock or self.clock,
            randomness=SeededRandomness(len(self.houses) + 100),
        )
        for loaded in (small(), real()):
            house.definitions.add(loaded)
        self.houses.append(house)
        return house

    def ask(self, house: House, kind: str, **fields: Any) -> Any:
        """Carry out a command in a process."""
        self.asked += 1
        command = self.office.command(kind, **fields)
        return perform(house, Request(command=command, request_id=f"ask-{self.asked}"))

    def record(self) -> list[ClockEvent]:
        """Everything on record about the clock."""
        with self.office.house.store.reading() as reading:
            return [event for _, event in clock_history(reading)]

    def close(self) -> None:
        """Stop every process."""
        for house in self.houses:
            house.close()
        self.office.house.close()


def make_machine(folder: Path, database: Database) -> Machine:
    """A machine with an open procedure, whose clock stands a minute after the last event."""
    office = make_office(folder, database)
    added = r.AddPerson(actor="founder", person="root", name="Name of root")
    change_register(office.house, added, request_id="add-root")
    administers = r.AssignRole(actor="founder", person="root", procedure="*", role=r.ADMIN, from_on=START.date())
    change_register(office.house, administers, request_id="assign-root")
    office.do("open")
    clock = SteppedClock(office.now + timedelta(minutes=1))
    return Machine(clock=clock, folder=folder, database=database, office=office)
