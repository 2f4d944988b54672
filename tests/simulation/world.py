"""One seed, five years: people, clocks, faults and commands over the real code, from one instant to the next.

Nothing of the product is replaced but what is outside it: the clock is simulated, and the mail server is in memory.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.clockwork.tick import tick
from actions.house import House
from actions.identifiers import SeededRandomness
from actions.reminders.expanding import REMINDER
from channels import registry
from channels.channel import Channel
from channels.reading import read_channels
from channels.registry import Channels
from engine.canonical import parse_instant
from flows import delivering
from flows.clock import TICK
from flows.sweep import REMINDER_LEASE, REMINDERS
from storage.heartbeat import beat
from storage.outbox import claim
from storage.reading import Reading
from storage.records import Heartbeat
from tests.factories import small, wire
from tests.simulation.dice import BEGIN, END, MINUTE, SECOND, Dice, downtimes, outages
from tests.simulation.faults import Crash, Fuse, Post, Window, fragile_store
from tests.simulation.template import clocks

SMALLEST = timedelta(microseconds=1)

_WAITING = (
    "SELECT min(CASE WHEN leased_until > due_at THEN leased_until ELSE due_at END) FROM outbox"
    " WHERE kind = 'reminder' AND done_at IS NULL AND dead_at IS NULL"
)
_INTERESTING = (
    "SELECT min(due_at) FROM reminder",
    "SELECT min(leased_until) FROM reminder_lease",
    _WAITING,
    "SELECT min(due_at) FROM deadline_row WHERE status = 'owed'",
)


@dataclass(kw_only=True)
class Process:
    """One process of ours: it has its own connections, and can die."""

    name: str
    house: House
    fuse: Fuse


class Mail(Channels):
    """The channels of a site whose every channel is the mail server of the simulation."""

    post: Post

    def _made(self, name: str) -> Channel:
        return self.post


class World:
    """Everything that there is in one simulation."""

    def __init__(self, seed: int, folder: Path, url: str, dice: Dice) -> None:
        """Open the store that the template made; nothing has happened in it yet."""
        self.seed, self.folder, self.url, self.dice = seed, folder, url, dice
        self.rng = random.Random(seed)
        self.clock = SimulatedClock(BEGIN)
        self.trace: list[str] = []
        self.windows: list[Window] = []
        self.calendars: list[tuple[datetime, str]] = []
        self.crashes = self.stalls = 0
        self.silences: list[tuple[datetime, datetime]] = []
        self.restarts: list[datetime] = []
        self.up = True
        self.at_restart: Callable[[World], None] = lambda world: None
        self._beating = False
        """Whether the next wake says that the service is alive: between wakes that matter, time is skipped."""
        self._births = count()
        self._agenda: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = count()
        self._dead_since: datetime | None = None
        self._idle_since: datetime | None = None
        self.post = Post(now=self.clock.now, outages=outages(self.rng, dice.outages), forgets=self._forgets)
        self.post.says = self.rng.choice((None, None, 2 * MINUTE, 10 * MINUTE))
        self.desk = self.born("desk")
        self.workers = [self.born("north"), self.born("south")]
        for window in downtimes(self.rng, dice.downtimes):
            self.at(window.from_at, lambda until=window.until_at: self._stop(until))  # type: ignore[misc]

    # -- what lies ahead -----------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The instant (UTC)."""
        return self.clock.now()

    def at(self, at: datetime, deed: Callable[[], object]) -> None:
        """Do something at an instant, or as soon as may be."""
        heapq.heappush(self._agenda, (max(at, self.now), next(self._order), deed))

    def say(self, line: str) -> None:
        """Keep a line of the trace."""
        self.trace.append(f"{self.now:%Y-%m-%d %H:%M:%S} {line}")

    def _forgets(self) -> bool:
        return self.rng.random() < self.dice.forget

    # -- processes -----------------------------------------------------------------------------------------------------

    def born(self, name: str) -> Process:
        """Start a process: a house of its own on the same store."""
        number = next(self._births)
        fuse = Fuse()
        store = fragile_store(self.url, fuse)
        randomness = SeededRandomness(self.seed * 10_000 + number)
        house = wire(self.folder, store, self.clock, randomness, definitions=[clocks(), small()])
        registry._RESTING.clear()
        return Process(name=f"{name}-{number}", house=house, fuse=fuse)

    def _bury(self, process: Process, *, killed: bool) -> None:
        if killed:
            self.crashes += 1
            self.windows.append(Window(self.now, self.now, "crash"))
            self.say(f"{process.name} dies")
        process.house.store.close()

    def _stop(self, until: datetime) -> None:
        """The service is stopped, and started again later; people at their desks work on."""
        self.up = False
        self.say(f"the service goes down until {until:%Y-%m-%d %H:%M:%S}")
        alive = (self._dead_since or self.now) - SECOND * self.rng.uniform(0, 30)
        beat(self.desk.house.store, Heartbeat(up_since=min(alive, BEGIN), alive_at=alive))
        for worker in self.workers:
            self._bury(worker, killed=False)
        self.workers = []
        self.windows.append(Window(self._dead_since or self.now, until, "down"))
        self._dead_since = None
        self.silences.append((alive, until))
        self.at(until, self._start)

    def _start(self) -> None:
        self.up = True
        self.workers = [self.born("north"), self.born("south")]
        self.restarts.append(self.now)
        self.say("the service is up again")
        self._beating = True
        self._begin()

    def _begin(self) -> None:
        """The first wake after a downtime puts it on record; if it is killed first, the next one does, soon after."""
        self._wake()
        if self._beating and self.up:
            self.at(self.now + TICK, self._begin)
        else:
            self.at_restart(self)

    def _replace(self, process: Process) -> None:
        """A worker that died is started again, by whatever watches over services."""
        self.workers.remove(process)
        self._bury(process, killed=True)
        if not self.workers:
            self._dead_since = self.now
        long = self.rng.random() < 0.15
        self.at(self.now + SECOND * self.rng.uniform(1, 8_000 if long else 15), self._join)

    def _join(self) -> None:
        if not self.up or len(self.workers) == 2:
            return
        if self._dead_since is not None:
            self.windows.append(Window(self._dead_since, self.now, "both workers dead"))
            self._dead_since = None
        self.workers.append(self.born(self.rng.choice(("north", "south"))))
        self.say(f"{self.workers[-1].name} begins")

    # -- waking --------------------------------------------------------------------------------------------------------

    def _wake(self) -> None:
        """One wake of the clock by one worker, one look into the outbox by the same or the other one."""
        if not self.workers:
            return
        process = self.rng.choice(self.workers)
        did = self._risking(process, lambda: self._tick(process))
        if self.workers and (did or self._waiting()):
            sender = self.rng.choice(self.workers)
            self.clock.advance(SECOND * self.rng.uniform(0, 1))
            did = self._risking(sender, lambda: self._sweep(sender)) or did
        self._idle_since = None if did else self.now

    def _risking(self, process: Process, work: Callable[[], bool]) -> bool:
        """Let a process do something that it may not survive; true when it did anything, dying included."""
        if self.rng.random() < self.dice.crash:
            process.fuse.light(self.rng.randint(0, 45), after=self.rng.random() < 0.5)
        elif self.rng.random() < self.dice.stall and len(self.workers) > 1:
            process.fuse.stall = (self.rng.randint(0, 12), lambda: self._stall(process))
        self.post.fuse = process.fuse
        try:
            return work()
        except Crash:
            self._replace(process)
            return True
        finally:
            process.fuse.left = process.fuse.stall = None

    def _stall(self, process: Process) -> None:
        """A process is stopped for longer than its leases last, and then goes on as if nothing had happened."""
        begun = self.now
        self.stalls += 1
        self.say(f"{process.name} stands still")
        self.clock.advance(SECOND * self.rng.uniform(21, 35))
        others = [worker for worker in self.workers if worker is not process]
        for other in others:
            self.post.fuse = other.fuse
            self._tick(other)
            self._sweep(other)
        self.post.fuse = process.fuse
        self.windows.append(Window(begun, self.now, "stalled"))
        self.say(f"{process.name} goes on")

    def _tick(self, process: Process) -> bool:
        ticked = tick(process.house, self.now, worker=process.name, beating=self._beating)
        self._beating = False
        assert not ticked.errors, ticked.errors
        if not ticked.idle:
            self.say(f"{process.name}: {ticked.missed} missed, {ticked.reminders} messages")
        return not ticked.idle

    def _sweep(self, process: Process) -> bool:
        store, sent = process.house.store, 0
        while rows := claim(store, process.name, self.now, REMINDER_LEASE, REMINDERS, [REMINDER]):
            outcome = delivering.send_batch(process.house, rows)
            unexpected = [error for error in outcome.errors if "mail server" not in str(error)]
            assert all("connection broke" in str(error) for error in unexpected), unexpected
            sent += outcome.sent
            self.say(f"{process.name}: {outcome.sent} sent, {len(outcome.errors)} failed")
        return sent > 0

    def _waiting(self) -> bool:
        soonest = self._first(_WAITING)
        return soonest is not None and soonest <= self.now

    def _first(self, statement: str) -> datetime | None:
        with self.desk.house.store.reading() as reading:
            found = reading._session.one(statement)
        return None if found is None or found[0] is None else parse_instant(found[0])

    def _soonest(self) -> datetime | None:
        """When the service has something to do next."""
        with self.desk.house.store.reading() as reading:
            found = list(_instants_of(reading))
        if self._idle_since is not None:  # a wake that found nothing to do is not made again and again
            found = [at for at in found if at > self._idle_since]
        return min(found, default=None)

    # -- the loop ------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Let five years pass."""
        with self._mailed():
            while True:
                soonest = self._soonest() if self.workers else None
                wake = None if soonest is None else max(soonest, self.now) + TICK * self.rng.uniform(0.0001, 1)
                if self._agenda and (wake is None or self._agenda[0][0] <= wake):
                    at, _, deed = heapq.heappop(self._agenda)
                else:
                    at, deed = wake or END, self._wake
                if at >= END:
                    break
                # What was recorded within one microsecond has no order that could be read from it: no two deeds are.
                self.clock.advance_to(max(at, self.now + SMALLEST))
                deed()
            self.clock.advance_to(max(END, self.now))

    @contextmanager
    def _mailed(self) -> Iterator[None]:
        """The site's mail server is ours."""

        def channels_of(house: House) -> Channels:
            made = Mail(read_channels(house.settings.channels_file), home=house.settings.home, now=house.clock.now)
            made.post = self.post
            return made

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delivering, "channels_of", channels_of)
            yield

    # -- people at their desks -----------------------------------------------------------------------------------------

    def in_an_office(self, deed: Callable[[House], object]) -> None:
        """Somebody gives a command; if the program dies under their hands, they give it once more."""
        if self.rng.random() < self.dice.crash / 2:
            self.desk.fuse.light(self.rng.randint(0, 40), after=self.rng.random() < 0.5)
        try:
            deed(self.desk.house)
        except Crash:
            self._bury(self.desk, killed=True)
            self.desk = self.born("desk")
            deed(self.desk.house)
        finally:
            self.desk.fuse.left = None
        self._idle_since = None

    def close(self) -> None:
        """Let go of the store."""
        for process in (self.desk, *self.workers):
            process.house.close()


def _instants_of(reading: Reading) -> Iterator[datetime]:
    for statement in _INTERESTING:
        found = reading._session.one(statement)
        if found is not None and found[0] is not None:
            yield parse_instant(found[0])
