"""A procedure's whole history in memory, and its state after any event: quick to step through, both ways.

Everything is under the rules of that day: the definition that the state names, the calendar that it was pinned to, the
register as it was recorded by then. A newer shipped definition or calendar changes nothing here, and neither does a
setting of today: the clock's error is taken as none, for what was decided within it was ruled on by a person.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actions.house import House
from actions.queries.history import Line, lines, require_event
from actions.queries.moment import ZONE, Moment, known_procedure, present_of
from actions.queries.proven import proven
from actions.replaying.changes import Snapshot
from actions.replaying.roles import RoleTape, holders_in
from config.calendars import CalendarDataInvalid
from engine import events as e
from engine.definition import Definition
from engine.errors import NotFound
from engine.evolve import evolve
from engine.state import State
from engine.time.calendar import Calendar
from engine.time.local_time import describe_instant
from storage.codec import happened
from storage.reading import Reading
from storage.records import StoredEvent

_EVERY: Final = 200
"""A state is kept for every so many events; from it any other is a short way."""

_RECENT: Final = 2 * _EVERY
"""So many of the states last looked at are kept too: going back is then as quick as going on."""


@dataclass(kw_only=True)
class _Shelf:
    """The rules of that day, each loaded once."""

    definitions: dict[str, Definition]
    calendars: dict[str, Calendar | CalendarDataInvalid]


class Tape:
    """A replay of one procedure; every answer is as of an event's number, and nothing is read from the store again."""

    def __init__(
        self, procedure: str, stored: list[StoredEvent], recorded: list[e.Recorded], roles: RoleTape, shelf: _Shelf
    ) -> None:
        """Hold a history that was read; ``load`` does that."""
        self.procedure = procedure
        self.stored = stored
        self.recorded = recorded
        self.roles = roles
        self._shelf = shelf
        self._times = [one.at for one in recorded]
        self._kept: dict[int, State] = {}
        self._recent: OrderedDict[int, State] = OrderedDict()
        self.lines: tuple[Line, ...] = ()

    @property
    def last(self) -> int:
        """The number of the newest event."""
        return len(self.stored) - 1

    def state(self, n: int) -> State:
        """The state after event ``n``; -1 is before the first."""
        if n < 0:
            return State(procedure=self.procedure)
        known = self._recent.get(n) or self._kept.get(n)
        if known is not None:
            self._recent_is(n, known)
            return known
        return self._folded(n)

    def _folded(self, n: int) -> State:
        """Fold from the nearest state that is kept before ``n``; those on the way are looked at next, going back."""
        begin = n
        while begin >= 0 and begin not in self._recent and begin not in self._kept:
            begin -= 1
        state = State(procedure=self.procedure) if begin < 0 else self._recent.get(begin) or self._kept[begin]
        for number in range(begin + 1, n + 1):
            state = evolve(state, self.recorded[number])
            if number % _EVERY == 0:
                self._kept[number] = state
            self._recent_is(number, state)
        return state

    def _recent_is(self, n: int, state: State) -> None:
        self._recent[n] = state
        self._recent.move_to_end(n)
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    def definition(self, n: int) -> Definition:
        """The definition that the procedure ran under after event ``n``."""
        return self._shelf.definitions[self.state(max(n, 0)).definition]

    def calendar(self, pin: str) -> Calendar:
        """The very calendar that a date was computed with; ``CalendarDataInvalid`` when it is not here."""
        found = self._shelf.calendars.get(pin) or CalendarDataInvalid(f"The history names no calendar {pin}.")
        if isinstance(found, CalendarDataInvalid):
            raise found
        return found

    def moment(self, n: int, at: datetime | None = None) -> Moment:
        """What was true after event ``n``, at its own instant or a later one.

        ``CalendarDataInvalid`` when the calendar of that day is not here.
        """
        state = self.state(n)
        return Moment(
            state=state,
            definition=self.definition(n),
            calendar=self.calendar(state.calendar),
            now=at or self.recorded[n].at,
            clock_error=timedelta(0),
        )

    def holders(self, n: int) -> dict[str, tuple[str, ...]]:
        """Who held which role of the definition when event ``n`` was recorded: pseudonyms by role."""
        register = self.roles.before(self.stored[n].gseq)
        return holders_in(register, self.definition(n), self.procedure, self.recorded[n].at)

    def snapshot(self, n: int, at: datetime | None = None) -> Snapshot:
        """What is compared of the moment after event ``n``, or of a later instant up to which nothing more happened."""
        now = at or self.recorded[max(n, 0)].at
        definition = self.definition(n)
        register = self.roles.before(self.stored[max(n, 0)].gseq) if at is None else self.roles.at(at)
        roles = holders_in(register, definition, self.procedure, now)
        return Snapshot(state=self.state(n), definition=definition, at=now, roles=roles)

    def first_of_command(self, n: int) -> int:
        """The first event of the command that recorded event ``n``: what was known before it is known before all."""
        cause = self.lines[n].request_id
        while n > 0 and self.lines[n - 1].request_id == cause:
            n -= 1
        return n

    def last_of_command(self, n: int) -> int:
        """The last event of the command that recorded event ``n``."""
        cause = self.lines[n].request_id
        while n < self.last and self.lines[n + 1].request_id == cause:
            n += 1
        return n

    def event_at(self, at: datetime) -> int:
        """The newest event at or before an instant; ``NotFound`` before the first."""
        found = bisect_right(self._times, at) - 1
        if found < 0:
            raise NotFound(
                f"{self.procedure} did not exist yet at {describe_instant(at, ZONE)}: it was opened at"
                f" {describe_instant(self._times[0], ZONE)}."
            )
        return found

    def numbered(self, n: int) -> int:
        """The number of an event that exists; ``InvalidInput`` says which there are."""
        require_event(self.procedure, n, self.last)
        return n

    def of_type(self, kind: type[e.Event]) -> Iterator[tuple[int, e.Recorded]]:
        """The events of one type, oldest first."""
        for n, one in enumerate(self.recorded):
            if isinstance(one.event, kind):
                yield n, one

    def next_gate(self, n: int) -> int | None:
        """The next event after ``n`` by which a gate was decided."""
        return next((number for number, _ in self.of_type(e.GateDecided) if number > n), None)

    def previous_gate(self, n: int) -> int | None:
        """The last event before ``n`` by which a gate was decided."""
        return max((number for number, _ in self.of_type(e.GateDecided) if number < n), default=None)


def load(house: House, reading: Reading, procedure: str) -> Tape:
    """Read a procedure's history, the rules that it ever ran under and the register; ``NotFound`` if there is none."""
    known_procedure(reading, procedure)
    stored = list(proven(reading.events(procedure)))
    recorded = [happened(line.canon) for line in stored]
    shelf = _Shelf(definitions={}, calendars={})
    for one in recorded:
        if isinstance(one.event, e.ProcedureOpened | e.ProcedureMoved | e.ProcedureMovedBack):
            shelf.definitions[one.event.definition] = house.definitions.pinned(reading, one.event.definition)
        if isinstance(one.event, e.ProcedureOpened | e.CalendarChanged | e.ProcedureMoved):
            shelf.calendars[one.event.calendar] = _calendar(house, one.event.calendar)
    tape = Tape(procedure, stored, recorded, RoleTape.read(reading), shelf)
    newest = tape.state(tape.last)
    tape.lines = lines(house, reading, newest, stored, present_of(house, reading))
    return tape


def _calendar(house: House, pin: str) -> Calendar | CalendarDataInvalid:
    """The very calendar of the pin, or why it cannot be had: a lost file must not keep the history closed."""
    try:
        return house.pinned_calendar(pin)
    except CalendarDataInvalid as error:
        return error
