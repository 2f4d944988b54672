"""When nothing ran, and what that did: deadlines that passed unseen, reminders that went out late, whom to tell.

A deadline passes in law at its own instant, whoever sleeps. So each is told with that instant, and beside it the one
at which Seedbed could say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actions.clockwork.anomalies import present
from actions.clockwork.heartbeat import GAP
from actions.clockwork.record import clock_history
from actions.house import House
from actions.queries.holders import active_roles
from engine.clock_record import OutageEnded
from engine.definition import Definition, LadderRole
from engine.reminders.recipients import role_of
from engine.state import Deadline, State
from engine.time.local_time import local_date
from storage.reading import Reading
from storage.records import DeadlineOfAll, Heartbeat
from storage.reminders import pending
from storage.sent_late import SentLate, sent_late

USUALLY: Final = timedelta(days=90)
"""How far back is looked when nobody says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PassedUnseen:
    """A deadline that passed while nothing ran: its legal instant, how it came out, and when that was recorded."""

    procedure: str
    procedure_title: str
    deadline: str
    title: str
    passed_at: datetime
    zone: str
    outcome: str
    recorded_at: datetime | None
    consequence: str
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WentLate:
    """A reminder that was due while nothing ran: to whom, when it was due, when it was sent, and how late that is."""

    procedure: str
    person: str
    subject: str
    due_at: datetime
    sent_at: datetime | None
    late_seconds: int
    given_up: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ToTell:
    """Somebody who must be told, and of what."""

    person: str
    of: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outage:
    """One time without a clock; ``until_at`` None: it goes on, and ``reminders_waiting`` are due and not sent."""

    from_at: datetime
    until_at: datetime | None
    seconds: int
    deadlines: tuple[PassedUnseen, ...]
    reminders: tuple[WentLate, ...]
    reminders_waiting: int
    to_tell: tuple[ToTell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OutageReport:
    """Every outage that ended since an instant, oldest first; ``alive_at`` None: no clock ever ran here."""

    now: datetime
    since: datetime
    alive_at: datetime | None
    up_since: datetime | None
    outages: tuple[Outage, ...]


def outage_report(house: House, reading: Reading, *, since: datetime | None = None) -> OutageReport:
    """What nobody saw, in the last 90 days or since an instant."""
    now = present(house, reading)
    first = now - USUALLY if since is None else since
    beat = reading.heartbeat()
    gaps = [*_ended(reading, first), *_going_on(beat, now)]
    return OutageReport(
        now=now,
        since=first,
        alive_at=None if beat is None else beat.alive_at,
        up_since=None if beat is None else beat.up_since,
        outages=tuple(_outage(house, reading, from_at, until_at, now) for from_at, until_at in gaps),
    )


def _ended(reading: Reading, since: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    for _, event in clock_history(reading):
        if isinstance(event, OutageEnded) and event.until_at >= since:
            yield event.from_at, event.until_at


def _going_on(beat: Heartbeat | None, now: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    if beat is not None and now - beat.alive_at > GAP:
        yield beat.alive_at, None


def _outage(house: House, reading: Reading, from_at: datetime, until_at: datetime | None, now: datetime) -> Outage:
    end = now if until_at is None else until_at
    deadlines = tuple(_passed(house, reading, from_at, end))
    reminders = tuple(_late(one, now) for one in sent_late(reading, from_at, end))
    return Outage(
        from_at=from_at,
        until_at=until_at,
        seconds=round((end - from_at).total_seconds()),
        deadlines=deadlines,
        reminders=reminders,
        reminders_waiting=0 if until_at is not None else len(pending(reading, due_by=end)),
        to_tell=_to_tell(deadlines, reminders),
    )


def _passed(house: House, reading: Reading, from_at: datetime, until_at: datetime) -> Iterator[PassedUnseen]:
    for row in reading.all_deadlines(now=until_at, due_by=until_at, everything=True):
        if not from_at < row.due_at <= until_at:
            continue
        stored = reading.procedure(row.stream)
        if stored is None:
            continue
        state = house.states.of(stored)
        known = state.deadlines.get(row.deadline)
        if known is not None and known.started and known.stopped_at is None:
            definition = house.definitions.pinned(reading, row.definition)
            yield _unseen(reading, definition, state, row, known)


def _unseen(
    reading: Reading, definition: Definition, state: State, row: DeadlineOfAll, known: Deadline
) -> PassedUnseen:
    rule = definition.deadlines[row.deadline]
    missed_at = None
    if known.missed_n is not None:
        line = next(reading.events(state.procedure, after_n=known.missed_n - 1, upto_n=known.missed_n))
        missed_at = line.at()
    return PassedUnseen(
        procedure=row.stream,
        procedure_title=row.title,
        deadline=row.deadline,
        title=rule.title,
        passed_at=row.due_at,
        zone=definition.zone,
        outcome=_outcome(known, owed=bool(rule.met_by)),
        recorded_at=missed_at,
        consequence="" if known.in_time else rule.missed,
        people=_people(reading, definition, row),
    )


def _outcome(known: Deadline, *, owed: bool) -> str:
    if known.in_time:
        return "met in time"
    if known.missed_n is not None:
        return "missed" if known.met_n is None else "missed, met since"
    return "missed, not recorded yet" if owed else "passed"


def _people(reading: Reading, definition: Definition, row: DeadlineOfAll) -> tuple[str, ...]:
    """Whoever owns it on the day it passed, stands in, or is the next level up."""
    roles = {role_of(definition, row.deadline, kind) for kind in LadderRole}
    day = local_date(row.due_at, definition.zone)
    held = reading.assignments(procedure=row.stream)
    people = dict.fromkeys(known.person for known in held)
    return tuple(
        person
        for person in people
        if roles & active_roles([one for one in held if one.person == person], row.stream, day)
    )


def _late(one: SentLate, now: datetime) -> WentLate:
    sent_at = one.sent_at
    return WentLate(
        procedure=one.stream,
        person=one.person,
        subject=one.subject,
        due_at=one.due_at,
        sent_at=sent_at,
        late_seconds=round(((now if sent_at is None else sent_at) - one.due_at).total_seconds()),
        given_up=one.given_up,
    )


def _to_tell(deadlines: Iterable[PassedUnseen], reminders: Iterable[WentLate]) -> tuple[ToTell, ...]:
    """Owners of what passed otherwise than in time, and everybody who was reminded late; each once."""
    found: dict[str, dict[str, None]] = {}
    for one in deadlines:
        if one.outcome != "met in time":
            for person in one.people:
                found.setdefault(person, {})[f'{one.procedure}: "{one.title}" passed'] = None
    for late in reminders:
        found.setdefault(late.person, {})[f"{late.procedure}: reminded late: {late.subject}"] = None
    return tuple(ToTell(person=person, of=tuple(of)) for person, of in sorted(found.items()))
