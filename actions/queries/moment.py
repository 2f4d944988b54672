"""One procedure as it was at one moment: its state, its pinned definition and calendar, and what time it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from actions.house import House
from engine.definition import Definition
from engine.errors import NotFound
from engine.evaluation import Context
from engine.evolve import replay
from engine.register import REGISTER
from engine.state import State
from engine.time.calendar import Calendar
from engine.time.local_time import describe_instant
from storage.codec import history_of
from storage.reading import Reading
from storage.records import ProcedureRow, StoredEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What was true of a procedure, under which rules, at ``now`` (aware, UTC)."""

    state: State
    definition: Definition
    calendar: Calendar
    now: datetime
    clock_error: timedelta = timedelta(0)

    @property
    def zone(self) -> str:
        """The zone of the procedure's local dates."""
        return self.definition.zone

    def context(self) -> Context:
        """The same, as the rules want it."""
        return Context(
            definition=self.definition,
            state=self.state,
            now=self.now,
            calendar=self.calendar,
            clock_error=self.clock_error,
        )


def present_of(house: House, reading: Reading) -> datetime:
    """What time it is; in a folder whose clock is simulated never before its last event, which may be in the future."""
    now, last_at = house.clock.now(), reading.head().last_at
    return last_at if house.store.info.mode == "demo" and last_at is not None and last_at > now else now


def moment_of(house: House, reading: Reading, procedure: str, at: datetime | None = None) -> Moment:
    """A procedure now, or as it was at an instant; an instant to come shows today's state at that time."""
    row = known_procedure(reading, procedure)
    if at is None:
        return moment_of_row(house, reading, row, present_of(house, reading))
    return _in_the_past(house, reading, procedure, at)


def moment_of_row(house: House, reading: Reading, row: ProcedureRow, now: datetime) -> Moment:
    """A procedure from its projection."""
    return _moment(house, reading, house.states.of(row), now)


def _in_the_past(house: House, reading: Reading, procedure: str, at: datetime) -> Moment:
    state = replay(history_of(events_upto(reading.events(procedure), at)), procedure)
    if not state.exists:
        opened = next(iter(reading.events(procedure))).at()
        raise NotFound(
            f"{procedure} did not exist yet at {describe_instant(at, ZONE)}: it was opened at"
            f" {describe_instant(opened, ZONE)}."
        )
    return _moment(house, reading, state, at)


def _moment(house: House, reading: Reading, state: State, now: datetime) -> Moment:
    return Moment(
        state=state,
        definition=house.definitions.pinned(reading, state.definition),
        calendar=house.pinned_calendar(state.calendar),
        now=now,
        clock_error=house.clock_error,
    )


ZONE = "Europe/London"
"""The zone in which instants are described where no definition says another."""


def events_upto(events: Iterable[StoredEvent], at: datetime | None) -> Iterator[StoredEvent]:
    """The events recorded at or before an instant; None: all of them."""
    for event in events:
        if at is not None and event.at() > at:
            return
        yield event


def known_procedure(reading: Reading, procedure: str) -> ProcedureRow:
    """The row of a procedure; ``NotFound`` suggests which one may have been meant."""
    row = reading.procedure(procedure)
    if row is None or procedure == REGISTER:
        known = [known[0] for known in reading.procedures()]
        raise NotFound(f"There is no procedure {procedure}.{suggestion(procedure.upper(), known)}")
    return row


def suggestion(asked: str, known: list[str]) -> str:
    """What may have been meant, or where to look."""
    if near := get_close_matches(asked, known, n=3, cutoff=0.5):
        return f" Did you mean {' or '.join(near)}?"
    return " `seedbed list` shows what there is." if known else " There is none yet: open one with `seedbed open`."
