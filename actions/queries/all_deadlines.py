"""Every deadline of every procedure, soonest first: whose it is, how it stands and how many working days are left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.house import House
from actions.queries.holders import active_roles
from actions.queries.moment import present_of
from engine.definition import Definition, LadderRole
from engine.reminders.recipients import role_of
from engine.time.calendar import Calendar
from engine.time.local_time import local_date
from engine.time.periods import working_days_left
from storage.reading import Reading
from storage.records import AssignmentRow, DeadlineOfAll


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineOfProcedure:
    """One deadline of one procedure; ``status`` is planned, running, standing still, passed, missed, met or ended."""

    procedure: str
    procedure_title: str
    deadline: str
    title: str
    status: str
    due_at: datetime
    last_on: date
    zone: str
    working_days_left: int | None
    left: str
    owner: str | None
    owner_title: str | None
    people: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AllDeadlines:
    """The deadlines of all procedures, soonest first; ``more`` says that some were left out by the limit."""

    now: datetime
    mine: str | None
    due_by: datetime | None
    more: bool
    deadlines: tuple[DeadlineOfProcedure, ...]


def all_deadlines(
    house: House,
    reading: Reading,
    *,
    person: str | None = None,
    mine: bool = False,
    due_within: timedelta | None = None,
    everything: bool = False,
    limit: int | None = 50,
) -> AllDeadlines:
    """What is open, soonest first; ``mine`` keeps what ``person`` owns, ``everything`` adds what is met, past or ended.

    A deadline that nobody can miss any more is past and left out; one that was missed stays until it is met.
    """
    now = present_of(house, reading)
    due_by = None if due_within is None else now + due_within
    held = () if person is None else reading.assignments(person=person)
    found: list[DeadlineOfProcedure] = []
    more = False
    # What is somebody's own is told by the definition: then every open one is looked at.
    most = None if mine or limit is None else limit + 1
    for row in reading.all_deadlines(now=now, due_by=due_by, everything=everything, limit=most):
        definition = house.definitions.pinned(reading, row.definition)
        if mine and not _is_mine(definition, row, held, now):
            continue
        if limit is not None and len(found) == limit:
            more = True
            break
        found.append(_seen(house, reading, definition, row, held, now))
    return AllDeadlines(now=now, mine=person if mine else None, due_by=due_by, more=more, deadlines=tuple(found))


def _is_mine(
    definition: Definition, row: DeadlineOfAll, held: tuple[AssignmentRow, ...] | list[AssignmentRow], now: datetime
) -> bool:
    """Whether it is this person's to see to: they hold the role of its owner, or stand in for it."""
    roles = active_roles(held, row.stream, local_date(now, definition.zone))
    wanted = {role_of(definition, row.deadline, kind) for kind in (LadderRole.OWNER, LadderRole.DEPUTY)}
    return bool(roles & wanted)


def _seen(  # noqa: PLR0917 - one row of the list, made in one place
    house: House,
    reading: Reading,
    definition: Definition,
    row: DeadlineOfAll,
    held: tuple[AssignmentRow, ...] | list[AssignmentRow],
    now: datetime,
) -> DeadlineOfProcedure:
    owner = role_of(definition, row.deadline, LadderRole.OWNER)
    last_on, today = local_date(row.due_at, definition.zone), local_date(now, definition.zone)
    left = _working_days(house.calendar(definition.calendar), today, last_on)
    rule = definition.deadlines[row.deadline]
    status = _status(row, now)
    return DeadlineOfProcedure(
        procedure=row.stream,
        procedure_title=row.title,
        deadline=row.deadline,
        title=rule.title,
        status=status,
        due_at=row.due_at,
        last_on=last_on,
        zone=definition.zone,
        working_days_left=left,
        left=_in_words(status, left, (last_on - today).days),
        owner=owner,
        owner_title=None if owner is None else definition.roles[owner].title,
        people=tuple(_holders(reading, row.stream, owner, today)),
        mine=_is_mine(definition, row, held, now),
    )


def _status(row: DeadlineOfAll, now: datetime) -> str:
    """As the row has it, and what time alone has made of it since."""
    if row.status in {"running", "owed"}:
        passed = "missed" if row.status == "owed" else "passed"
        return "running" if row.due_at >= now else passed
    return row.status


def _working_days(calendar: Calendar, today: date, last_on: date) -> int | None:
    known = calendar.first_on <= min(today, last_on) and max(today, last_on) <= calendar.last_on
    return working_days_left(today, last_on, calendar) if known else None


def _in_words(status: str, working_days: int | None, days: int) -> str:
    if status in {"met", "ended", "passed", "standing still"}:
        return ""
    number, unit = (days, "day") if working_days is None else (working_days, "working day")
    if days < 0:
        return f"{abs(number)} {unit}{'' if abs(number) == 1 else 's'} over"
    return "today" if days == 0 else f"{number} {unit}{'' if number == 1 else 's'} left"


def _holders(reading: Reading, procedure: str, role: str | None, today: date) -> Iterator[str]:
    for known in reading.assignments(procedure=procedure):
        if known.role == role and known.from_on <= today and (known.to_on is None or today <= known.to_on):
            yield known.person
