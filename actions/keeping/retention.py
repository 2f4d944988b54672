"""How long each class of a procedure's records is kept, from the schedule and the procedure's own history."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

import orjson

from actions.house import House
from actions.queries.moment import known_procedure
from config.retention import load_retention
from engine.definition import Definition
from engine.keeping import RECORDS
from engine.retention import Keeping, Reached, Schedule, keeping_of, milestones_of, read_schedule
from engine.state import State
from engine.streams import RESERVED_STREAMS
from storage.codec import history_in
from storage.reading import Reading


def _ending(name: str) -> bytes:
    """How the bytes of every event of a type end: keys are sorted, so that the others need not be read."""
    return f'"type":"{name}","v":1}}'.encode()


_MOVED: Final = _ending("partner.moved")
"""What milestones are read from; everything else about them stands in the state."""


@lru_cache
def schedule_in_force() -> Schedule:
    """The schedule that counts now."""
    return read_schedule(load_retention())


class Retention:
    """What has to be kept until when, for as many streams as are asked about; each is replayed once."""

    def __init__(self, house: House, reading: Reading, today: date) -> None:
        """Look at the store at one moment; ``today`` is the local day that decides what is over."""
        self.schedule = schedule_in_force()
        self.today = today
        self._house = house
        self._reading = reading
        self._cases: dict[str, tuple[Definition, State, dict[str, Reached]]] = {}
        self._deciders: dict[str, tuple[str, ...]] | None = None

    def of(self, stream: str, record_class: str) -> Keeping:
        """How long a class of a procedure's records is kept."""
        definition, state, reached = self._case(stream)
        calendar = self._house.pinned_calendar(state.calendar)
        return keeping_of(self.schedule, definition.regime, record_class, reached, calendar)

    def of_value(self, stream: str, record_class: str, subject: str) -> Keeping:
        """How long one value is kept; in a stream that is no procedure's, by the procedures that it is needed for."""
        if stream not in RESERVED_STREAMS:
            return self.of(stream, record_class)
        title = self.schedule.classes[record_class].title
        if stream == RECORDS:
            why = "it explains what was held and withheld: it is kept as long as the history"
            return Keeping(record_class=record_class, title=title, duties=(), free=False, until=None, why=why)
        needed = [self.of(procedure, record_class) for procedure in self.decided_in(subject)]
        needed = [one for one in needed if not one.free]
        if not needed or not self.schedule.is_record(record_class):
            why = "no rule of the schedule wants it kept: no decision on record needs it"
            return Keeping(record_class=record_class, title=title, duties=(), free=True, until=None, why=why)
        return max(needed, key=lambda one: date.max if one.until is None else one.until)

    def decided_in(self, person: str) -> tuple[str, ...]:
        """The procedures in whose material decisions somebody took part."""
        if self._deciders is None:
            self._deciders = self._who_decided_where()
        return self._deciders.get(person, ())

    def _case(self, stream: str) -> tuple[Definition, State, dict[str, Reached]]:
        if stream not in self._cases:
            row = known_procedure(self._reading, stream)
            definition = self._house.definitions.pinned(self._reading, row.definition)
            state = self._house.states.of(row)
            moves = (canon for canon in self._reading.canon(stream) if canon.endswith(_MOVED))
            reached = milestones_of(self.schedule, definition, state, history_in(moves))
            self._cases[stream] = (definition, state, reached)
        return self._cases[stream]

    def _who_decided_where(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        deciding = tuple(_ending(name) for name in self.schedule.deciding_types)
        for procedure in (row[0] for row in self._reading.procedures()):
            for canon in self._reading.canon(procedure):
                if canon.endswith(deciding):
                    found.setdefault(orjson.loads(canon)["recorded_by"]["id"], {})[procedure] = None
        return {person: tuple(procedures) for person, procedures in found.items()}
