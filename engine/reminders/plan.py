"""The planner: which rungs a procedure's deadlines have, and when each is due. A pure function of the state.

It does not know what was sent: rungs whose time is past are planned too, and whoever expands them says what became of
each. So planning anew, after any command or from the bare history, comes to the same rungs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from engine.definition import Definition, LadderRule
from engine.definition.ladders import DUTY_LADDER, PERIOD_LADDER, RungRule
from engine.reminders import days
from engine.reminders.standing import still_to_come
from engine.state import Deadline, State
from engine.time.calendar import Calendar
from engine.time.local_time import local_date

SOON: Final = 2
"""Due soon is: within so many working days."""
WEEKLY: Final = "weekly-"
_WEEK: Final = timedelta(days=7)


class Kind(StrEnum):
    """What a reminder is about; people choose for each kind how they get it."""

    DUE_LATER = "due_later"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NAMED = "named"
    GATE_DECIDED = "gate_decided"


class Rung(NamedTuple):
    """One rung for one role of a deadline's ladder; ``revision`` is the event that last changed the deadline."""

    deadline: str
    revision: int
    rung: str
    role: str
    due_at: datetime
    kind: Kind
    provisional: bool = False


def rungs(definition: Definition, state: State, calendar: Calendar) -> tuple[Rung, ...]:
    """Every rung of every deadline that runs, soonest first; of the weekly ones, which have no end, the first."""
    found = [rung for name in state.deadlines for rung in rungs_of(definition, state, calendar, name)]
    return tuple(sorted(found, key=_order))


def rungs_of(definition: Definition, state: State, calendar: Calendar, deadline: str) -> tuple[Rung, ...]:
    """The rungs of one deadline, in the order of its ladder; none while it asks nothing of anybody."""
    known = state.deadlines.get(deadline)
    if known is None or deadline not in definition.deadlines or not still_to_come(state, known):
        return ()
    return tuple(_of_deadline(definition, calendar, deadline, known))


def ladder_of(definition: Definition, deadline: str) -> LadderRule:
    """The ladder that a deadline names, or the usual one for what has to be met, or for what only ends."""
    rule = definition.deadlines[deadline]
    if rule.ladder is not None:
        return definition.ladders[rule.ladder]
    return DUTY_LADDER if rule.met_by else PERIOD_LADDER


def week(definition: Definition, state: State, calendar: Calendar, rung: Rung, number: int) -> Rung:
    """The weekly rung of that number, for the deadline, revision and role of another rung."""
    return _week(definition, calendar, state.deadlines[rung.deadline], rung, number)


def week_after(definition: Definition, state: State, calendar: Calendar, rung: Rung, after: datetime) -> Rung:
    """The first weekly rung behind this one that is due after an instant: what was slept through comes once."""
    number = int(rung.rung.removeprefix(WEEKLY)) + 1
    skipped = (after - rung.due_at) // _WEEK
    number = max(number, number + skipped - 1)
    while (following := week(definition, state, calendar, rung, number)).due_at <= after:
        number += 1
    return following


def is_weekly(rung: str) -> bool:
    """Whether a rung is one of those that are planned one at a time."""
    return rung.startswith(WEEKLY)


def kind_of(rung: str) -> Kind:
    """What a rung of a deadline is about, by its name."""
    place, _, number = rung.rpartition("-")
    return _kind(-int(number)) if place == "before" else Kind.OVERDUE


def _of_deadline(definition: Definition, calendar: Calendar, name: str, known: Deadline) -> Iterator[Rung]:
    ladder, zone = ladder_of(definition, name), definition.zone
    last_on = local_date(known.due_at, zone)
    for step in ladder.rungs:
        on = _day_of(step, calendar, last_on)
        at = _before_the_end(days.morning(on, zone), on, known.due_at, zone) if step.place <= 0 else None
        for role in step.to:
            yield Rung(
                deadline=name,
                revision=known.n,
                rung=f"before-{-step.place}" if step.place <= 0 else f"after-{step.place}",
                role=role.value,
                due_at=at or days.morning(on, zone),
                kind=_kind(step.place),
                provisional=not (days.known(calendar, on) and days.known(calendar, last_on)),
            )
    for role in ladder.weekly:
        blank = Rung(deadline=name, revision=known.n, rung="", role=role.value, due_at=known.due_at, kind=Kind.OVERDUE)
        yield _week(definition, calendar, known, blank, 1)


def _week(definition: Definition, calendar: Calendar, known: Deadline, rung: Rung, number: int) -> Rung:
    on = days.next_working_day(calendar, local_date(known.due_at, definition.zone) + number * _WEEK)
    return rung._replace(
        rung=f"{WEEKLY}{number}",
        due_at=days.morning(on, definition.zone),
        kind=Kind.OVERDUE,
        provisional=not days.known(calendar, on),
    )


def _day_of(step: RungRule, calendar: Calendar, last_on: date) -> date:
    if step.place > 0:
        return days.working_day_after(calendar, last_on, step.place)
    return days.working_day_before(calendar, last_on, -step.place)


def _before_the_end(at: datetime, on: date, due_at: datetime, zone: str) -> datetime:
    """A reminder of an end that lies before 08:00 comes in the morning of the day before: later is too late."""
    return at if at < due_at else days.morning(on - days.DAY, zone)


def _kind(place: int) -> Kind:
    if place > 0:
        return Kind.OVERDUE
    return Kind.DUE_SOON if -place <= SOON else Kind.DUE_LATER


def _order(rung: Rung) -> tuple[datetime, str, str, str]:
    return rung.due_at, rung.deadline, rung.rung, rung.role
