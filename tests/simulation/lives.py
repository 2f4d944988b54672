"""The lives of procedures: what people do with them, sensible or not, for some weeks or months each."""

from __future__ import annotations

from collections.abc import Callable
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
from tests.simulation.template import clocks
from tests.simulation.world import DAY, World

HOUR = timedelta(hours=1)
_TRIES = 5
"""So often it is tried to end a procedure."""
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


class Clockwork(Life):
    """A life with few papers and many clocks."""

    def __init__(self, world: World, reference: str) -> None:
        """Draw how long it lives and how busy its people are."""
        super().__init__(world, reference, clocks())
        self.left = self._rng.randint(8, 40)
        self.forgotten = self._rng.random() < 0.03
        self.pace = self._rng.choice((6 * HOUR, 2 * DAY, 9 * DAY))

    def step(self) -> timedelta | None:
        """One thing, more or less sensible."""
        state = self.state
        if not state.exists:
            if not self.tried("open", title=f"A better crossing {self.reference}"):
                return DAY  # nobody may open anything: tomorrow perhaps
        elif state.ended is not None:
            return self._after_the_end(state)
        elif self.left <= -_TRIES:
            return None  # whoever could end it is not here: it stays as it is
        elif self.left <= 0:
            self.left -= 1
            self._end()
        else:
            self.left -= 1
            self._rng.choice(_DEEDS)(self)
        return self._pause() if self.left > 0 else 4 * DAY

    def _pause(self) -> timedelta:
        """Until the next thing; now and then somebody acts in the very minutes in which reminders are due."""
        at = self.now + self.pace * self._rng.expovariate(1)
        if self._rng.random() < 0.25:
            at = at.replace(hour=self._rng.choice((6, 7, 8)), minute=59 if self._rng.random() < 0.5 else 0)
        return max(at - self.now, timedelta(seconds=1))

    def _after_the_end(self, state: State) -> timedelta | None:
        known = state.deadlines.get("ending_due")
        if known is None or known.met_n is not None or self.forgotten:
            return None  # or owed for ever
        if self._rng.random() < 0.3 and not self.tried("publish_notice", notice="N9"):
            self.given_again("publish_notice", notice="N9")
        elif self._rng.random() < 0.3:
            self.acknowledge()
        return DAY * self._rng.uniform(0, 8)

    def _end(self) -> None:
        if self.state.suspended is not None:
            self.given_again("resume")
            self.given_again("terminate")
            self.resume()
        if self.state.step == "TRIAL" and self._rng.random() < 0.5 and self.tried("advance", to="DONE"):
            return
        if not self.tried("terminate"):
            self.given_again("terminate")

    # -- what people do ------------------------------------------------------------------------------------------------

    def invite(self) -> None:
        """Set when the entry closes, at some hour of some day, and publish it."""
        self._planned("entry_closes", least=timedelta(days=11, hours=14))
        self.tried("publish_notice", notice="N0", reference=f"N0-{self.state.n}")

    def _planned(self, deadline: str, *, least: timedelta) -> None:
        span = least + self._rng.randint(0, 40) * DAY
        due_at = (self.now + span).replace(hour=self._rng.choice((2, 6, 7, 12, 17, 22)), minute=0, microsecond=0)
        self.tried("set_deadline", deadline=deadline, due_at=due_at)

    def ask(self) -> None:
        """Publish what starts the clock of the answer."""
        self.tried("publish_notice", notice="N1", reference=f"N1-{self.state.n}")

    def answer(self) -> None:
        """Publish what meets it."""
        self.tried("publish_notice", notice="N2", reference=f"N2-{self.state.n}")

    def report(self) -> None:
        """File the report: it meets two clocks and starts another."""
        self.tried("submit_artefact", artefact="report", actor="manager")

    def accept(self) -> None:
        """Accept it: it meets one clock and starts another."""
        self.tried("accept_artefact", artefact="report")

    def advance(self) -> None:
        """Go on to the trial, or back to the plan."""
        if self.state.step == "PLAN":
            self._planned("trial_ends", least=DAY * self._rng.randint(1, 12))
            self.tried("advance", to="TRIAL", move="start_trial")
        elif self._rng.random() < 0.2:
            self.tried("advance", to="PLAN", move="plan_again")

    def extend(self) -> None:
        """Move some clock later."""
        name = self._rng.choice(("entry_closes", "trial_ends"))
        known = self.state.deadlines.get(name)
        if known is not None:
            self.tried("extend_deadline", deadline=name, due_at=known.due_at + self._rng.randint(1, 20) * DAY)

    def shorten(self) -> None:
        """Bring some clock forward, by a notice that says so."""
        name = self._rng.choice(("entry_closes", "trial_ends"))
        known = self.state.deadlines.get(name)
        if known is not None and known.runs:
            notice = "N0" if name == "entry_closes" else "N1"
            reference = f"{notice}-{self.state.n}"
            self.tried("publish_notice", notice=notice, reference=reference)
            earlier = known.due_at - self._rng.randint(1, 9) * DAY
            self.tried("shorten_deadline", deadline=name, due_at=earlier, notice=notice, reference=reference)

    def correct(self) -> None:
        """A publication was wrong, or of another day."""
        known = list(self.state.notices.values())
        if known:
            notice = self._rng.choice(known)
            on = local_date(self.now, self.definition.zone) - DAY * self._rng.randint(0, 3)
            again = {"on": on} if self._rng.random() < 0.5 else {}
            self.tried("correct", event=notice.n, effect="void", **again)

    def acknowledge(self) -> None:
        """Somebody says that they have seen a deadline."""
        if self.state.deadlines:
            name = self._rng.choice(list(self.state.deadlines))
            self.tried("acknowledge_deadline", deadline=name)

    def suspend(self) -> None:
        """A court stops it."""
        if self.tried("suspend"):
            self.world.at(self.now + 20 * DAY * self._rng.random(), self.resume)

    def resume(self) -> None:
        """The court's order is on file, and it goes on."""
        if self.state.suspended is not None and self.state.ended is None:
            self.tried("submit_artefact", artefact="court_order", actor="lawyer")
            self.tried("accept_artefact", artefact="court_order")
            self.tried("resume")

    def pause(self) -> None:
        """The authority stops it."""
        if self.tried("pause"):
            self.world.at(self.now + 15 * DAY * self._rng.random(), lambda: self.tried("unpause"))

    def nothing(self) -> None:
        """Let time pass."""


_DEEDS: tuple[Callable[[Clockwork], None], ...] = (
    Clockwork.invite, Clockwork.invite, Clockwork.ask, Clockwork.ask, Clockwork.ask, Clockwork.answer,
    Clockwork.report, Clockwork.accept, Clockwork.advance, Clockwork.advance, Clockwork.extend, Clockwork.shorten,
    Clockwork.correct, Clockwork.acknowledge, Clockwork.acknowledge, Clockwork.acknowledge, Clockwork.suspend,
    Clockwork.pause, Clockwork.nothing, Clockwork.nothing,
)  # fmt: skip


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
