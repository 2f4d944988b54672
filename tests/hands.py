"""Somebody at work on one procedure: in memory (``Case``), or in a real store through ``perform`` (``Office``)."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from actions.answer import Answer
from actions.clock import SimulatedClock
from actions.house import House
from actions.perform import Request, perform
from config.calendars import load_calendar
from engine import commands as c
from engine import events as e
from engine.decide import decide
from engine.definition import Definition
from engine.errors import Refused
from engine.evolve import evolve
from engine.explanation import Explanation
from engine.state import State
from engine.time.calendar import Calendar
from procedures.loader import LoadedDefinition, load_definition
from procedures.registry import load
from storage.codec import state_from_bytes
from tests.defaults import complete

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday in winter time, so that local and UTC days agree until the end of March."""


@lru_cache
def small() -> LoadedDefinition:
    """The definition made for tests: every kind of requirement in eleven steps."""
    return load_definition(Path(__file__).with_name("small_procedure.yaml"))


@lru_cache
def real() -> LoadedDefinition:
    """The innovative partnership that ships with Seedbed."""
    return load("uk_innovative_partnership")


@lru_cache
def calendar_named(name: str) -> Calendar:
    """The newest version of a calendar that ships, read once."""
    return Calendar.from_data(load_calendar(name))


def uk() -> Calendar:
    """The calendar that both definitions use."""
    return calendar_named("uk")


class Hands(ABC):
    """Somebody at work on one procedure: says what to do, and time passes only when told to."""

    loaded: LoadedDefinition
    reference: str
    clock: SimulatedClock

    @property
    def definition(self) -> Definition:
        """The rules of the procedure."""
        return self.loaded.definition

    @property
    def now(self) -> datetime:
        """The instant (UTC) of the next command."""
        return self.clock.now()

    @property
    def counts_on(self) -> Calendar:
        """The calendar on which its days are counted: the one that its definition names."""
        return calendar_named(self.definition.calendar)

    @property
    @abstractmethod
    def state(self) -> State:
        """Where the procedure stands."""

    @abstractmethod
    def send(self, command: c.Command) -> tuple[str, ...]:
        """Carry out a command and return the types of the events that followed; raises what the core raises."""

    def command(self, kind: str, **fields: Any) -> c.Command:
        """A whole command from the fields that matter: the others get values that are in nobody's way."""
        return c.COMMANDS.validate_python(complete(self, kind, fields))

    def do(self, kind: str, **fields: Any) -> tuple[str, ...]:
        """Carry out a command that must be accepted."""
        return self.send(self.command(kind, **fields))

    def refused(self, kind: str, **fields: Any) -> Explanation:
        """The explanation of a command that must be refused."""
        try:
            done = self.do(kind, **fields)
        except Refused as refusal:
            return refusal.explanation
        raise AssertionError(f"{kind} {fields} was not refused: {done}")

    def why(self, kind: str, **fields: Any) -> dict[str, str]:
        """Every reason against a command, by the id of its finding."""
        explanation = self.refused(kind, **fields)
        reasons = {finding.id: finding.why for finding in explanation.blockers}
        assert len(reasons) == len(explanation.blockers), "two reasons under one id"
        return reasons

    def wait_until(self, at: datetime) -> None:
        """Let time pass."""
        if at > self.now:
            self.clock.advance_to(at)


class Case(Hands):
    """A procedure in memory: the pure core, its history and a clock."""

    def __init__(
        self, loaded: LoadedDefinition | None = None, *, reference: str = "RL-1", calendar: Calendar | None = None
    ) -> None:
        """Begin before the procedure is opened."""
        self.loaded = loaded or small()
        self.reference = reference
        self.calendar = calendar or calendar_named(self.loaded.definition.calendar)
        self.clock = SimulatedClock(START)
        self.history: list[e.Happened] = []
        self.versions: dict[str, LoadedDefinition] = {self.loaded.digest: self.loaded}
        self._state = State(procedure=reference)

    @property
    def counts_on(self) -> Calendar:
        """The calendar that was given."""
        return self.calendar

    @property
    def state(self) -> State:
        """The state after the newest event."""
        return self._state

    def decide(self, kind: str, **fields: Any) -> tuple[e.Event, ...]:
        """The events that would follow, without letting them happen."""
        return decide(self.definition, self.state, self.command(kind, **fields), self.now, self.calendar)

    def send(self, command: c.Command) -> tuple[str, ...]:
        """Decide, and let the events happen."""
        if isinstance(command, c.Correct) and command.event < len(self.history):
            type_ = TYPE_OF[type(self.history[command.event].event)]
            command = command.model_copy(update={"event_type": type_})
        target = self.versions[command.definition].definition if isinstance(command, c.MoveProcedure) else None
        other = None if target is None else self.calendar
        events = decide(
            self.definition, self.state, command, self.now, self.calendar, other=other, target=target
        )  # fmt: skip
        for event in events:
            self.happen(event)
        if isinstance(command, c.MoveProcedure | c.MoveBack):
            self.loaded = self.versions[self.state.definition]
        return tuple(TYPE_OF[type(event)] for event in events)

    def happen(self, event: e.Event) -> None:
        """Append an event as it is: for histories that no command would make."""
        happened = e.Happened(self.state.n + 1, self.now, event)
        self._state = evolve(self._state, happened)
        self.history.append(happened)

    def twin(self) -> Case:
        """The same procedure at the same instant, on its own from here on."""
        other = copy.copy(self)
        other.history = list(self.history)
        other.clock = SimulatedClock(self.now)
        return other


TYPE_OF: dict[type[e.Event], str] = {cls: name for name, cls in e.EVENT_TYPES.items()}


@dataclass
class Office(Hands):
    """A procedure in a house: every command goes through ``perform``, under a request id of its own."""

    house: House
    loaded: LoadedDefinition
    clock: SimulatedClock
    reference: str = "RL-1"
    numbers: Iterator[int] = field(default_factory=count)
    answer: Answer | None = None

    @property
    def state(self) -> State:
        """The state as the projection holds it."""
        with self.house.store.reading() as reading:
            row = reading.procedure(self.reference)
        return State(procedure=self.reference) if row is None else state_from_bytes(row.state)

    def send(self, command: c.Command) -> tuple[str, ...]:
        """Carry out the command in one transaction."""
        self.answer = perform(self.house, Request(command=command, request_id=f"{self.reference}-{next(self.numbers)}"))
        return tuple(type_ for _, type_ in self.answer.events)
