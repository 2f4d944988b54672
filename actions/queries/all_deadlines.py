"""Every deadline of every procedure, soonest first: whose it is, how it stands and how many working days are left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice

from actions.house import House
from actions.queries.holders import active_roles
from actions.queries.moment import present_of
from config.calendars import CalendarDataInvalid
from engine.definition import LadderRole
from engine.register import EVERY_PROCEDURE
from engine.reminders.recipients import role_of
from engine.state import State
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
    re_enactment: str | None
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
    """The deadlines of all procedures, soonest first; ``more`` says that some were left out by the limit.

    ``no_calendar`` says of which procedures no working days could be counted, because their calendar is gone or broken.
    """

    now: datetime
    mine: str | None
    due_by: datetime | None
    more: bool
    no_calendar: tuple[str, ...]
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
    eyes = Eyes(house, reading, person, now)
    wanted = None if limit is None else limit + 1
    # What is somebody's own is told by the definition: some are looked at first, and all if these are too few.
    chosen: list[DeadlineOfAll] = []
    for most in (MANY, None) if mine else (wanted,):
        rows = reading.all_deadlines(now=now, due_by=due_by, everything=everything, limit=most)
        chosen = list(islice((row for row in rows if not mine or eyes.sees_own(row)), wanted))
        if len(chosen) == wanted or most is None or len(rows) < most:
            break
    seen = tuple(eyes.see(row) for row in chosen[:limit])
    return AllDeadlines(
        now=now,
        mine=person if mine else None,
        due_by=due_by,
        more=limit is not None and len(chosen) > limit,
        no_calendar=tuple(eyes.without_calendar),
        deadlines=seen,
    )


MANY = 1_000
"""So many of the soonest are looked at first for those of one person."""


class Eyes:
    """Looks at many rows for one person, and reads what they share once."""

    def __init__(self, house: House, reading: Reading, person: str | None, now: datetime) -> None:
        self._house, self._reading, self._now = house, reading, now
        self._held: dict[str, list[AssignmentRow]] = {}
        for known in () if person is None else reading.assignments(person=person):
            self._held.setdefault(known.procedure, []).append(known)
        self.definition = cache(lambda digest: house.definitions.pinned(reading, digest))
        self.without_calendar: list[str] = []
        self._owners = cache(self._owners_of)
        self._own_roles = cache(self._roles_on)
        self._people = cache(self._holders_on)
        self._state = cache(self._state_of)
        self._calendar = cache(self._calendar_of)

    def sees_own(self, row: DeadlineOfAll) -> bool:
        """Whether it is this person's to see to: they hold the role of its owner, or stand in for it."""
        # Most people hold roles on few procedures, and the same ones on all others.
        scope = row.stream if row.stream in self._held else EVERY_PROCEDURE
        return not self._own_roles(scope, row.definition).isdisjoint(self._owners(row.definition, row.deadline))

    def see(self, row: DeadlineOfAll) -> DeadlineOfProcedure:
        """One row of the list."""
        definition = self.definition(row.definition)
        owner = role_of(definition, row.deadline, LadderRole.OWNER)
        last_on, today = local_date(row.due_at, definition.zone), local_date(self._now, definition.zone)
        left = _working_days(self._calendar(row.stream), today, last_on)
        status = _status(row, self._now)
        return DeadlineOfProcedure(
            procedure=row.stream,
            procedure_title=row.title,
            re_enactment=self._state(row.stream).re_enactment,
            deadline=row.deadline,
            title=definition.deadlines[row.deadline].title,
            status=status,
            due_at=row.due_at,
            last_on=last_on,
            zone=definition.zone,
            working_days_left=left,
            left=_in_words(status, left, (last_on - today).days),
            owner=owner,
            owner_title=None if owner is None else definition.roles[owner].title,
            people=self._people(row.stream, today).get(owner or "", ()),
            mine=self.sees_own(row),
        )

    def holders(self, stream: str, digest: str, roles: Iterable[str]) -> tuple[tuple[str, ...], bool]:
        """Who holds any of these roles on a procedure today, and whether this person does."""
        today = local_date(self._now, self.definition(digest).zone)
        held = self._people(stream, today)
        people = tuple(dict.fromkeys(person for role in roles for person in held.get(role, ())))
        scope = stream if stream in self._held else EVERY_PROCEDURE
        return people, not self._own_roles(scope, digest).isdisjoint(roles)

    def re_enactment(self, stream: str) -> str | None:
        """What a procedure re-enacts, if it does."""
        return self._state(stream).re_enactment

    def _owners_of(self, digest: str, deadline: str) -> frozenset[str | None]:
        kinds = (LadderRole.OWNER, LadderRole.DEPUTY)
        return frozenset(role_of(self.definition(digest), deadline, kind) for kind in kinds)

    def _roles_on(self, scope: str, digest: str) -> set[str]:
        today = local_date(self._now, self.definition(digest).zone)
        held = (*self._held.get(scope, ()), *self._held.get(EVERY_PROCEDURE, ()))
        return active_roles(held, scope, today)

    def _holders_on(self, stream: str, today: date) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for known in self._reading.assignments(procedure=stream):
            if known.from_on <= today and (known.to_on is None or today <= known.to_on):
                found[known.role] = (*found.get(known.role, ()), known.person)
        return found

    def _state_of(self, stream: str) -> State:
        known = self._reading.procedure(stream)
        return State(procedure=stream) if known is None else self._house.states.of(known)

    def _calendar_of(self, stream: str) -> Calendar | None:
        """The calendar that a procedure is on; None when that is gone: its working days are then not guessed."""
        try:
            return self._house.pinned_calendar(self._state(stream).calendar)
        except CalendarDataInvalid as error:
            self.without_calendar.append(f"{stream}: {error}")
            return None


def _status(row: DeadlineOfAll, now: datetime) -> str:
    """As the row has it, and what time alone has made of it since."""
    if row.status in {"running", "owed"}:
        passed = "missed" if row.status == "owed" else "passed"
        return "running" if row.due_at >= now else passed
    return row.status


def _working_days(calendar: Calendar | None, today: date, last_on: date) -> int | None:
    if calendar is None or min(today, last_on) < calendar.first_on or calendar.last_on < max(today, last_on):
        return None
    return working_days_left(today, last_on, calendar)


def _in_words(status: str, working_days: int | None, days: int) -> str:
    if status in {"met", "ended", "passed", "standing still"}:
        return ""
    number, unit = (days, "day") if working_days is None else (working_days, "working day")
    if days < 0:
        return f"{abs(number)} {unit}{'' if abs(number) == 1 else 's'} over"
    return "today" if days == 0 else f"{number} {unit}{'' if number == 1 else 's'} left"
