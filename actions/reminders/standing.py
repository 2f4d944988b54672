"""How things stand with what a rung is about, at the moment at which it is taken up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from actions.house import House
from actions.people import ZONE
from actions.reminders.calendars import own_or_nearest
from actions.reminders.facts import reach, rung_id
from actions.reminders.planning import TAKEN
from actions.reminders.texts import About
from actions.reminders.who import Roster
from engine import register as r
from engine.definition import Definition, LadderRole
from engine.reminders.plan import Kind, Rung, is_weekly, rungs_of
from engine.reminders.standing import over, statutory
from engine.state import State
from engine.time.calendar import Calendar
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant
from storage import reminders
from storage.reading import Reading
from storage.reminders import ReminderRow


class Case(NamedTuple):
    """A procedure as it stands."""

    definition: Definition
    state: State
    calendar: Calendar


class Standing:
    """Answers about procedures, each read once."""

    def __init__(self, house: House, reading: Reading, now: datetime, roster: Roster) -> None:
        """Read nothing yet."""
        self._house = house
        self._reading = reading
        self._now = now
        self._roster = roster
        self._cases: dict[str, Case | None] = {}

    def case(self, stream: str) -> Case:
        """A procedure that is there."""
        found = self._case(stream)
        if found is None:
            raise LookupError(stream)
        return found

    def _case(self, stream: str) -> Case | None:
        if stream not in self._cases:
            row = self._reading.procedure(stream)
            self._cases[stream] = None
            if row is not None:
                state = self._house.states.of(row)
                definition = self._house.definitions.pinned(self._reading, state.definition)
                self._cases[stream] = Case(definition, state, own_or_nearest(self._house, state.calendar))
        return self._cases[stream]

    def was_taken(self, row: ReminderRow) -> bool:
        """Whether the rung was taken up before: a deadline that stops and goes on unchanged plans it again."""
        return reminders.is_recorded(self._reading, f"{TAKEN}{rung_id(row)}")

    def has_heard(self, row: ReminderRow, person: str) -> bool:
        """Whether the rung has come to somebody: by a message, or it waits for them."""
        return self._heard([row], person)

    def has_heard_otherwise(self, row: ReminderRow, person: str) -> bool:
        """Whether the same rung has come to them in another role, by a batch before this one."""
        others = [row._replace(role=role.value) for role in LadderRole if role.value != row.role]
        return bool(row.deadline) and self._heard(others, person)

    def _heard(self, rows: Sequence[ReminderRow], person: str) -> bool:
        ways = [reach(row, person) for row in rows]
        keys = [key for way in ways for key in (way.claimed, *way.held, way.not_sent)]
        recorded = reminders.recorded_of(self._reading, keys)
        return any(way.has_heard(recorded) for way in ways)

    def why_not(self, row: ReminderRow, person: str | None = None) -> str | None:
        """Why a rung goes to nobody, or not to this person; None: it goes."""
        case = self._case(row.stream)
        if not row.deadline:
            return None if case or row.stream == r.REGISTER else "the procedure is not there any more"
        said = why_untrue(self._reading, None if case is None else case.state, row, person)
        return said or (self._overtaken(case, row) if case is not None and person is None else None)

    def _overtaken(self, case: Case, row: ReminderRow) -> str | None:
        """A rung that comes late, when the next one of its ladder is due too: that one is sent, and not both."""
        if is_weekly(row.rung):
            return None
        planned = rungs_of(case.definition, case.state, case.calendar, row.deadline)
        later = [one for one in planned if one.role == row.role and row.due_at < one.due_at <= self._now]
        return (
            f"came late: {max(later, key=lambda one: one.due_at).rung} is due too and is sent instead"
            if later
            else None
        )

    def floor(self, row: ReminderRow) -> bool:
        """Whether it cannot be switched off: a deadline of the law, to whoever owns it."""
        return self.is_legal(row) and row.role == LadderRole.OWNER

    def is_legal(self, row: ReminderRow) -> bool:
        """Whether it is about a deadline that the law sets: no quiet hour holds it up."""
        return bool(row.deadline) and statutory(self.case(row.stream).definition.deadlines[row.deadline])

    def in_time(self, row: ReminderRow, at: datetime) -> bool:
        """Whether it may wait until then: what comes before an end does not wait beyond it."""
        if not row.deadline or row.kind == Kind.OVERDUE:
            return True
        return at < self.case(row.stream).state.deadlines[row.deadline].due_at

    def rung_of(self, row: ReminderRow) -> Rung:
        """The rung that a row keeps."""
        return Rung(row.deadline, row.revision, row.rung, row.role, row.due_at, Kind(row.kind))

    def about(self, row: ReminderRow) -> About:
        """What a text is written from."""
        case = self.case(row.stream)
        return About(
            definition=case.definition,
            state=case.state,
            calendar=case.calendar,
            deadline=row.deadline,
            kind=row.kind,
            why=row.why,
            provisional=self._provisional(case, row),
            now=self._now,
        )

    def _provisional(self, case: Case, row: ReminderRow) -> bool:
        planned = rungs_of(case.definition, case.state, case.calendar, row.deadline)
        return any(one.provisional for one in planned if (one.rung, one.role) == (row.rung, row.role))

    def named_words(self, row: ReminderRow) -> tuple[str, str, str] | None:
        """What somebody was named as, the reference of it, and where; None when it is about something else."""
        if row.kind != Kind.NAMED:
            return None
        register = self._roster.register
        handed = register.delegations.get(row.rung)
        if handed is not None:
            until = "" if handed.to_on is None else f" until {describe_date(handed.to_on)}"
            words = f"{handed.holder} handed the role {handed.role} on to you{until}"
            return words, row.rung, handed.procedure
        known = register.given(row.rung)
        role, where = ("", r.EVERY_PROCEDURE) if known is None else (known.role, known.procedure)
        standing_by = row.rung in register.deputies
        return f"You {'stand by for' if standing_by else 'hold'} the role {role}", row.rung, where

    def happened_at(self, row: ReminderRow) -> datetime:
        """When the event was recorded that a rung is about."""
        line = next(self._reading.events(row.stream, row.revision - 1, row.revision), None)
        return row.due_at if line is None else line.at()


def why_untrue(reading: Reading, state: State | None, row: ReminderRow, person: str | None) -> str | None:
    """Why a deadline asks no longer what a rung says of it, of anybody or of this person; None: it does."""
    known = None if state is None else state.deadlines.get(row.deadline)
    if state is None or known is None:
        return "the deadline is not there any more"
    said = partial(_happened, reading, row.stream)
    if known.met_n is not None:
        return f"the deadline had been met at {said(known.met_n)}"
    if known.stopped_at is not None:
        return f"the deadline stands still since {describe_instant(known.stopped_at, ZONE)}"
    if over(state, known):
        return f"the procedure ended ({state.ended})"
    if known.n != row.revision:
        return f"the deadline was changed at {said(known.n)}, and has reminders of its own since"
    return f"acknowledged by {person}" if person in known.acknowledged else None


def _happened(reading: Reading, stream: str, n: int) -> str:
    """When an event was recorded, and which one it is."""
    line = next(reading.events(stream, n - 1, n), None)
    return f"event {n}" if line is None else f"{describe_instant(line.at(), ZONE)} (event {n})"
