"""The lives of procedures: what people do with them, sensible or not, for some weeks or months each."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from actions.answer import Answer
from actions.calendars import calendar_meant, put_on_calendar
from actions.clock import SimulatedClock
from actions.house import House
from actions.people import change_register
from actions.perform import Request, perform
from actions.queries.what_if import what_if
from engine import commands as c
from engine import register as r
from engine.errors import HistoryConflict, InvalidInput, NotAllowed, NotFound, Refused
from engine.state import State
from engine.time.calendar import Calendar
from engine.time.local_time import local_date
from procedures.loader import LoadedDefinition
from tests.factories import small
from tests.hands import Hands
from tests.pilot import TWO, Pilot, way
from tests.simulation.dice import DAY
from tests.simulation.world import World

HOUR = timedelta(hours=1)
SAID_NO = (Refused, NotAllowed, InvalidInput, NotFound, HistoryConflict)


class Life(Hands):
    """Somebody at work on one procedure, from the desk."""

    clock: SimulatedClock

    def __init__(self, world: World, reference: str, loaded: LoadedDefinition) -> None:
        """Nothing is open yet."""
        self.world, self.reference, self.loaded = world, reference, loaded
        self.clock = world.clock
        self._numbers = count()
        self._rng = world.rng

    @property
    def state(self) -> State:
        """The state as the projection holds it."""
        house = self.world.desk.house
        with house.store.reading() as reading:
            row = reading.procedure(self.reference)
        return State(procedure=self.reference) if row is None else house.states.of(row)

    def send(self, command: c.Command) -> tuple[str, ...]:
        """Carry a command out; whoever's program dies gives it once more, under the same id."""
        request = Request(command=command, request_id=f"{self.reference}-{next(self._numbers)}")
        answers: list[Answer] = []
        self.world.in_an_office(lambda house: answers.append(perform(house, request)))
        types = tuple(type_ for _, type_ in answers[-1].events)
        self.world.say(f"{self.reference}: {getattr(command, 'kind', '')} by {command.actor}: {', '.join(types)}")
        return types

    def tried(self, kind: str, **fields: Any) -> bool:
        """Ask for something that may be refused."""
        try:
            self.do(kind, **fields)
        except SAID_NO as no:
            self.world.say(f"{self.reference}: {kind} is turned down: {str(no).splitlines()[0][:90]}")
            return False
        return True

    def given_again(self, kind: str, /, **fields: Any) -> None:
        """Whoever would give a command is given the role for it again, for this procedure."""
        command = self.command(kind, **fields)
        today = local_date(self.now, self.definition.zone)
        given = r.AssignRole(
            actor="founder", person=command.actor, procedure=self.reference, role=command.role, from_on=today
        )
        request_id = f"{self.reference}-again-{next(self._numbers)}"
        self.world.in_an_office(lambda house: change_register(house, given, request_id=request_id))
        self.world.say(f"{command.actor} is {command.role} of {self.reference} again")

    def live(self) -> None:
        """Do one thing, and come back to it some time later; or begin the next procedure when this one is over."""
        pause = self.step()
        if pause is not None:
            self.world.at(self.world.now + pause, self.live)

    def step(self) -> timedelta | None:
        """Do one thing; returns after how long the next one follows, None when there is no next one."""
        raise NotImplementedError


class Piloted(Life):
    """The small procedure, along its lawful way to some step or other."""

    def __init__(self, world: World, reference: str) -> None:
        """Draw how far it goes, and whether it is big."""
        super().__init__(world, reference, small())
        moves = way(small().definition, "DRAFT", "DONE")
        self.ahead = moves[: self._rng.randint(5, len(moves))]
        self.big = self._rng.random() < 0.5
        self.forgotten = self._rng.random() < 0.05

    def step(self) -> timedelta | None:
        """The next errand; whoever may not act any more is given their role again first."""
        if not self.state.exists:
            if not self.tried("open", facts={"big": self.big, "hurried": False}):
                self.given_again("open")
        elif self.state.ended is not None:
            return self._owes()
        elif not self.ahead:
            return self._enough()
        else:
            rule = self.definition.moves_by_name[self.ahead[0]]
            kind, fields = next(Pilot(hands=self, partners=TWO).errands(rule))
            if kind == "wait":
                until: datetime = fields["until"]
                return max(until - self.now, timedelta(0)) + HOUR * self._rng.random()
            if not self.tried(kind, **fields):
                self.given_again(kind, **fields)
            elif kind == "advance":
                self.ahead = self.ahead[1:]
        return timedelta(minutes=self._rng.uniform(0, self._rng.choice((1, 10, 300))))

    def _owes(self) -> timedelta | None:
        """The notice of the end comes sooner or later."""
        known = self.state.deadlines.get("ending_due")
        if known is None or known.met_n is not None:
            return None
        if self._rng.random() < 0.3 and not self.tried("publish_notice", notice="N4"):
            self.given_again("publish_notice", notice="N4")
        return 9 * DAY

    def _enough(self) -> timedelta | None:
        """It is ended early, or left as it is with what is owed."""
        if self.forgotten:
            return None
        if not self.tried("terminate"):
            self.given_again("terminate")
        return 3 * DAY


def change_calendar(world: World, version: str, text: str) -> None:
    """A day off is proclaimed: a new version of the calendar, and every running procedure is put on it."""
    folder = world.folder / "calendars"
    folder.mkdir(exist_ok=True)
    (folder / f"{version}.toml").write_text(text, encoding="utf-8")
    world.calendars.append((world.now, text))

    def applied(house: House) -> None:
        other = Calendar.from_data(calendar_meant(house.shelf, "uk"))
        with house.store.reading() as reading:
            found = what_if(house, reading, other)
        put_on_calendar(
            house, other, found.procedures, actor="owner", role="owner", reason="Proclaimed.", request_id=version
        )

    try:
        world.in_an_office(applied)
    except SAID_NO as no:
        world.say(f"calendar {version} is not applied: {str(no).splitlines()[0][:90]}")
    else:
        world.say(f"calendar {version} is applied")
