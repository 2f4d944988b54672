"""What a calendar shows of the deadlines of a procedure, with how often each changed: told by the history alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from actions.house import House
from actions.queries.holders import active_roles
from actions.queries.moment import known_procedure, present_of
from config.calendars import CalendarDataInvalid
from engine.definition import Definition
from engine.evolve import evolve
from engine.reminders.plan import Kind, rungs
from engine.reminders.standing import over
from engine.state import Deadline, State
from engine.time.calendar import Calendar
from engine.time.local_time import MICROSECOND, end_of_day, local_date
from exports.icalendar.entry import CalendarEntry, Standing
from storage.codec import history_of
from storage.reading import Reading
from storage.records import ProcedureRow

_KEPT = 1024
Entries = tuple[CalendarEntry, ...]


class EntryCache:
    """Entries by the hash of the event after which they were made; a hash names one history, so none is ever wrong."""

    def __init__(self) -> None:
        """Begin empty."""
        self._made: OrderedDict[bytes, Entries] = OrderedDict()

    def of(self, house: House, reading: Reading, row: ProcedureRow) -> Entries:
        """The entries of a procedure as of its newest event."""
        made = self._made.get(row.hash)
        if made is None:
            made = _made(house, reading, row)
            if _calendar(house, house.states.of(row)) is None:
                return made  # as long as its calendar is gone: with it come the reminders
            self._made[row.hash] = made
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made


def entries_of(house: House, reading: Reading, procedure: str) -> Entries:
    """The entries of one procedure; ``NotFound`` suggests which one may have been meant."""
    return _made(house, reading, known_procedure(reading, procedure))


def entries_for(house: House, reading: Reading, person: str | None = None, cache: EntryCache | None = None) -> Entries:
    """The entries of every procedure, or of those on which a person holds a role today."""
    kept = cache or EntryCache()
    return tuple(entry for row in _rows(house, reading, person) for entry in kept.of(house, reading, row))


def _rows(house: House, reading: Reading, person: str | None) -> Iterator[ProcedureRow]:
    now, held = present_of(house, reading), () if person is None else reading.assignments(person=person)
    if person is not None and not held:
        return
    for known in reading.procedures():
        if person is not None and not any(one.procedure in (known[0], "*") for one in held):
            continue
        row = reading.procedure(known[0])
        if row is None:
            continue
        definition = house.definitions.pinned(reading, row.definition)
        roles = active_roles(held, row.stream, local_date(now, definition.zone))
        if person is None or roles & definition.roles.keys():  # who only keeps the register has no part in procedures
            yield row


def _made(house: House, reading: Reading, row: ProcedureRow) -> Entries:
    """Replay, and count each event that changes what a calendar would show of a deadline."""
    definition, shown = house.definitions.pinned(reading, row.definition), dict[str, CalendarEntry]()
    state, before = State(procedure=row.stream), State()
    for happened in history_of(reading.events(row.stream)):
        state, before = evolve(state, happened), state
        for name in _touched(before, state, shown):
            face = _face(house, definition, state, name)
            if face is None and name in shown:
                face = replace(shown[name], standing=Standing.CANCELLED, alarms=())
            if face is not None:
                shown[name] = _after(shown.get(name), face, happened.at)
    return tuple(shown.values())


def _touched(before: State, state: State, shown: Iterable[str]) -> list[str]:
    """The deadlines that an event may have changed: those that are not as they were, or all that live at an end."""
    if (before.ended, before.title) != (state.ended, state.title):
        return [*{**dict.fromkeys(shown), **state.deadlines}]
    if before.deadlines is state.deadlines:
        return []
    gone = [name for name in before.deadlines if name not in state.deadlines]
    return [*gone, *(name for name, known in state.deadlines.items() if known != before.deadlines.get(name))]


def _after(before: CalendarEntry | None, face: CalendarEntry, at: datetime) -> CalendarEntry:
    """An entry keeps its place while nothing in it changes; a change counts one up, at the instant of its event."""
    if before is None:
        return replace(face, changed_at=at)
    if replace(face, sequence=before.sequence, changed_at=before.changed_at) == before:
        return before
    return replace(face, sequence=before.sequence + 1, changed_at=at)


def _face(house: House, definition: Definition, state: State, name: str) -> CalendarEntry | None:
    """What a calendar shows of a deadline after an event; None of one that the record does not have."""
    known, rule = state.deadlines.get(name), definition.deadlines.get(name)
    if known is None or rule is None:
        return None
    standing = _standing(state, known)
    return CalendarEntry(
        origin=house.store.info.origin,
        procedure=state.procedure,
        procedure_title=state.title,
        deadline=name,
        title=rule.title,
        re_enactment=state.re_enactment,
        standing=standing,
        due=_due(known.due_at, definition.zone),
        zone=definition.zone,
        sequence=0,
        changed_at=known.due_at,
        alarms=_alarms(house, definition, state, name) if standing is Standing.RUNNING else (),
    )


def _alarms(house: House, definition: Definition, state: State, name: str) -> tuple[datetime, ...]:
    """The instants of the rungs until the end, at which reminders go out too; what is overdue rings nobody."""
    calendar = _calendar(house, state)
    if calendar is None:
        return ()
    planned = rungs(definition, state, calendar)
    ahead = {rung.due_at for rung in planned if rung.deadline == name and rung.kind is not Kind.OVERDUE}
    return tuple(sorted(ahead))


def _calendar(house: House, state: State) -> Calendar | None:
    """The calendar that a procedure is on; None when it is gone, which `seedbed calendar list` and `doctor` tell."""
    try:
        return house.pinned_calendar(state.calendar)
    except CalendarDataInvalid:
        return None


def _due(due_at: datetime, zone: str) -> date | datetime:
    """A whole day for what ends with its last microsecond (decision 0007), a moment for what has an hour."""
    on = local_date(due_at, zone)
    return on if due_at + MICROSECOND == end_of_day(on, zone) else due_at


def _standing(state: State, known: Deadline) -> Standing:
    if known.met_n is not None:
        return Standing.MET
    if known.missed_n is not None:
        return Standing.MISSED
    if _ended_with(state, known):
        return Standing.CANCELLED
    if known.stopped_at is not None:
        return Standing.STANDING_STILL
    return Standing.RUNNING if known.started else Standing.PLANNED


def _ended_with(state: State, known: Deadline) -> bool:
    """Whether the end of the procedure ended it; what had passed before the end stays as it was."""
    end = state.visits.get(state.step)
    return over(state, known) and (end is None or not known.started or known.due_at >= end.at)
