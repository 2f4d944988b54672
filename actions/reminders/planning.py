"""Which rungs a command plans and which it takes back: written in the command's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from actions.house import House
from engine import events as e
from engine import register as r
from engine.definition import Definition
from engine.reminders.plan import Kind, Rung, is_weekly, rungs, rungs_of, week
from engine.state import State
from engine.time.calendar import Calendar
from storage import reminders
from storage.reading import Reading
from storage.records import StoredEvent
from storage.reminders import ReminderRow
from storage.transaction import Transaction

ROLES: Final = "+"
"""Between the roles of a rung that is about an event: whoever holds any of them is told once."""


def plan_after(
    house: House,
    tx: Transaction,
    definition: Definition,
    *,
    under: Definition | None = None,
    before: State,
    after: State,
    recorded: Iterable[tuple[e.Event, StoredEvent]],
    now: datetime,
) -> None:
    """Plan what a command has made due, and take back what it has overtaken; nothing when it touched no deadline.

    ``under`` is the definition before the command, where it was moved to another: every rung is then planned anew,
    and one that was taken up already is never taken up a second time.
    """
    told = list(_about_events(definition, recorded, now))
    if under is not None and under is not definition:
        old, new = (still_to_take(house, tx, rules, state) for rules, state in ((under, before), (definition, after)))
        tx.plan_reminders([*(row for row in new if row not in old), *told], [row for row in old if row not in new])
        return
    if before.deadlines is after.deadlines and before.ended == after.ended and before.calendar == after.calendar:
        if told:
            tx.plan_reminders(told)
        return
    was, is_ = _changed(house, definition, before, after)
    gone = [row for row in was if row not in is_]
    tx.plan_reminders([*(row for row in is_ if row not in was), *told], gone)


def plan_anew(house: House, tx: Transaction, definition: Definition, state: State) -> None:
    """Plan a procedure's rungs from its state alone, without those that were taken up before."""
    tx.plan_reminders(still_to_take(house, tx, definition, state))


def still_to_take(house: House, reading: Reading, definition: Definition, state: State) -> list[ReminderRow]:
    """A procedure's rungs from its state alone, without those that were taken up or are in somebody's hands."""
    planned = rungs(definition, state, house.pinned_calendar(state.calendar))
    if not planned:
        return []
    done = {fact.key.removeprefix(TAKEN) for fact in reminders.taken(reading, state.procedure)}
    done |= {row.id for row in reminders.in_hand(reading) if not row.person}
    return [row for row in _rows_after(definition, state, house, planned, _weeks(done)) if row.id not in done]


def _rows_after(
    definition: Definition,
    state: State,
    house: House,
    planned: Iterable[Rung],
    weeks: Mapping[tuple[str, int, str], int],
) -> Iterator[ReminderRow]:
    calendar = house.pinned_calendar(state.calendar)
    for rung in planned:
        last = weeks.get((rung.deadline, rung.revision, rung.role))
        again = is_weekly(rung.rung) and last
        yield row_of(state.procedure, week(definition, state, calendar, rung, last + 1) if again and last else rung)


TAKEN: Final = "taken/"
"""How the key of the fact begins that a rung was taken up: it is never taken up a second time."""


def row_of(procedure: str, rung: Rung) -> ReminderRow:
    """A rung as it is kept; its id names it for ever."""
    return ReminderRow(
        due_at=rung.due_at,
        id=f"{procedure}/{rung.deadline}/{rung.revision}/{rung.rung}/{rung.role}",
        stream=procedure,
        deadline=rung.deadline,
        revision=rung.revision,
        rung=rung.rung,
        role=rung.role,
        kind=rung.kind.value,
        why="provisional" if rung.provisional else "",
    )


def naming(event: r.RegisterEvent, n: int, now: datetime) -> ReminderRow | None:
    """The rung that tells somebody that they were named: for a role, a delegation or as a deputy."""
    match event:
        case r.RoleAssigned() | r.DeputyNamed():
            person, reference = event.person, event.assignment if isinstance(event, r.RoleAssigned) else event.deputy
        case r.RoleDelegated():
            person, reference = event.to_person, event.delegation
        case _:
            return None
    return ReminderRow(
        due_at=now,
        id=f"{r.REGISTER}//{n}/{reference}/{Kind.NAMED.value}",
        stream=r.REGISTER,
        deadline="",
        revision=n,
        rung=reference,
        role=person,
        kind=Kind.NAMED.value,
    )


def _changed(
    house: House, definition: Definition, before: State, after: State
) -> tuple[list[ReminderRow], list[ReminderRow]]:
    """The rungs before and after, of those deadlines that are not as they were."""
    new = house.pinned_calendar(after.calendar)
    old = new if before.calendar in ("", after.calendar) else house.pinned_calendar(before.calendar)
    everything = before.ended != after.ended or old is not new
    names = [
        name
        for name in dict.fromkeys((*before.deadlines, *after.deadlines))
        if everything or before.deadlines.get(name) != after.deadlines.get(name)
    ]
    return _rows(definition, before, old, names), _rows(definition, after, new, names)


def _rows(definition: Definition, state: State, calendar: Calendar, names: Iterable[str]) -> list[ReminderRow]:
    found = (rung for name in names for rung in rungs_of(definition, state, calendar, name))
    return [row_of(state.procedure, rung) for rung in found]


def _about_events(
    definition: Definition, recorded: Iterable[tuple[e.Event, StoredEvent]], now: datetime
) -> Iterator[ReminderRow]:
    for event, line in recorded:
        if isinstance(event, e.GateDecided):
            roles = dict.fromkeys((*definition.moves_by_name[event.move].by, *definition.powers.open))
            yield ReminderRow(
                due_at=now,
                id=f"{line.stream}//{line.n}/{event.move}/{Kind.GATE_DECIDED.value}",
                stream=line.stream,
                deadline="",
                revision=line.n,
                rung=event.move,
                role=ROLES.join(roles),
                kind=Kind.GATE_DECIDED.value,
            )


def _weeks(done: Iterable[str]) -> dict[tuple[str, int, str], int]:
    """The number of the last weekly rung that was taken up, by deadline, revision and role."""
    found: dict[tuple[str, int, str], int] = {}
    for identifier in done:
        _, deadline, revision, rung, role = identifier.split("/")
        if deadline and is_weekly(rung):
            key = (deadline, int(revision), role)
            found[key] = max(found.get(key, 0), int(rung.rpartition("-")[2]))
    return found
