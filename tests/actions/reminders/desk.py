"""Somebody who lets time pass, takes up what is due and sends it, and looks at what was said to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from actions.people import change_register
from actions.reminders.due import Expanded, expand, expand_all
from engine import register as r
from flows.delivering import Outcome, send_batch
from storage import reminders
from storage.outbox import claim
from storage.records import OutboxRow
from storage.reminders import Delivery, ReminderRow
from tests.databases import Database
from tests.factories import make_house, people_of, small
from tests.hands import START, Office
from tests.pilot import TWO, make, way

SINCE = START.date()


class Desk:
    """One procedure at SIGNED, so that its details notice is owed by 2 July 2026."""

    def __init__(self, folder: Path, database: Database) -> None:
        """Take the procedure there, and forget what was due on the way."""
        house = make_house(folder, database, people=people_of(small()))
        self.office = Office(house=house, loaded=small(), clock=house.clock)  # type: ignore[arg-type]
        self._numbers = count()
        self.office.do("open")
        for move in way(small().definition, small().definition.initial, "SIGNED"):
            make(self.office, move, partners=TWO)
        self.only("manager", "owner")
        self.at(6, 16)
        self.take_up()
        self.forget()

    @property
    def house(self) -> Any:
        """The house."""
        return self.office.house

    def only(self, *people: str) -> None:
        """End the roles of everybody else, so that each role has one holder."""
        with self.house.store.reading() as reading:
            known = reading.assignments()
        for one in known:
            if one.person not in people:
                self.register(r.EndAssignment(actor="founder", assignment=one.id, to_on=self.office.now.date()))

    def register(self, command: r.RegisterCommand) -> None:
        """Change the register."""
        change_register(self.house, command, request_id=f"register-{next(self._numbers)}")

    def at(self, month: int, day: int, hour: int = 7, minute: int = 0) -> None:
        """Let the clock come to an instant (UTC) of 2026."""
        self.office.clock.advance_to(datetime(2026, month, day, hour, minute, tzinfo=UTC))

    def take_up(self) -> Expanded:
        """Expand everything that is due."""
        return expand_all(self.house, "worker")

    def take_up_once(self, limit: int) -> Expanded:
        """Expand one batch."""
        return expand(self.house, "worker", self.office.now, limit)

    def send(self, channel: str | None = None) -> Outcome:
        """Send what waits."""
        rows = claim(self.house.store, "sender", self.office.now, timedelta(seconds=30), 500, ["reminder"])
        return send_batch(self.house, rows, channel)

    def forget(self) -> None:
        """From now on only what is new is looked at."""
        self.seen = {row.id for row in self.outbox()}

    def outbox(self) -> list[OutboxRow]:
        """The messages made so far."""
        with self.house.store.reading() as reading:
            return [row for row in reading.outbox() if row.kind == "reminder"]

    def told(self) -> list[OutboxRow]:
        """The messages that are new."""
        return [row for row in self.outbox() if row.id not in self.seen]

    def whom(self) -> list[str]:
        """Who is written to by the new messages."""
        return sorted(row.payload["person"] for row in self.told())

    def facts(self, deadline: str = "details_due") -> list[Delivery]:
        """What is on record about a deadline."""
        with self.house.store.reading() as reading:
            return reminders.of_deadline(reading, self.office.reference, deadline)

    def pending(self) -> list[ReminderRow]:
        """What is pending."""
        with self.house.store.reading() as reading:
            return reminders.pending(reading)

    def holds(self, person: str, role: str, *, since: date = SINCE) -> None:
        """Put somebody new into the register, with a role."""
        self.register(r.AddPerson(actor="founder", person=person, name=person.title(), email=f"{person}@example.org"))
        self.register(r.AssignRole(actor="founder", person=person, procedure="*", role=role, from_on=since))
