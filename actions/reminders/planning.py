"""Which rungs a command plans and which it takes back: written in the command's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    before: State,
    after: State,
    recorded: Iterable[tuple[e.Event, StoredEvent]],
    now: datetime,
) -> None:
    """Plan what a command has made due, and take back what it has overtaken; nothing when it touched no deadline."""
    told = list(_about_events(definition, recorded, now))
    if before.deadlines is after.deadlines and before.ended == after.ended and before.calendar == after.calendar:
        if told:
            tx.plan_reminders(told)
        return
    was, is_ = _changed(house, definition, before, after)
    gone = [row for row in was if row not in is_]
    tx.plan_reminders([*(row for row in is_ if row not in was), *told], gone)


def plan_anew(house: House, tx: Transaction, definition: Definition, state: State) -> None:
    """Plan a procedure's rungs from its state alone, without those that were taken up before."""
    calendar = house.pinned_calendar(state.calendar)
    done = {fact.key.removeprefix(TAKEN) for fact in reminders.taken(tx, state.procedure)}
    done |= {row.id for row in reminders.in_hand(tx) if not row.person}
    weeks = _weeks(done)
    rows = []
    for rung in rungs(definition, state, calendar):
        last = weeks.get((rung.deadline, rung.revision, rung.role))
        planned = week(definition, state, calendar, rung, last + 1) if is_weekly(rung.rung) and last else rung
        rows.append(row_of(state.procedure, planned))
    tx.plan_reminders([row for row in rows if row.id not in done])


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
