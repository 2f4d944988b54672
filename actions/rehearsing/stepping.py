"""Moves a rehearsal on: from one instant at which something falls due to the next, each a wake of the real clock.

What is carried out is what the service would carry out (``actions.clockwork.tick``). Only the last yard differs: a
message is shown instead of being handed to a channel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from actions.clockwork.daily import DailyJob, next_daily
from actions.clockwork.jobs import DAILY_JOBS
from actions.clockwork.tick import tick
from actions.house import House
from actions.people import ZONE, names_of
from actions.rehearsal import move_clock
from actions.reminders import sending
from actions.reminders.expanding import OFFICE_CALENDAR, REMINDER
from engine.errors import InvalidInput
from engine.time.local_time import local_date, same_hour
from storage import reminders
from storage.outbox import claim
from storage.reading import Reading
from storage.records import StoredEvent

AFTER: Final = timedelta(seconds=1)
"""A deadline has passed only after its instant: so long after it, the clock looks."""

WORKER: Final = "rehearsal"
SHOWN: Final = "console"
"""The only channel of a rehearsal: what would be sent is shown, and nothing leaves."""

_TICKING: Final = ("running", "owed")
"""How a deadline stands whose end is still to come, or was not recorded yet."""

_LEASE: Final = timedelta(seconds=60)
_BATCH: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownMessage:
    """A message as it would have been sent: when, to whom, and every word."""

    at: datetime
    procedure: str | None
    person: str
    subject: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PassedDeadline:
    """A deadline that ended on the way, and whether the clock recorded it as missed."""

    procedure: str
    deadline: str
    at: datetime
    missed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Stepped:
    """From when to when a rehearsal was moved, and everything that time alone brought about on the way."""

    name: str
    folder: str
    from_at: datetime
    to_at: datetime
    passed: tuple[PassedDeadline, ...]
    messages: tuple[ShownMessage, ...]
    errors: tuple[str, ...]
    follow_ups_waiting: int


@dataclass(kw_only=True)
class _Way:
    """What was met on the way so far."""

    messages: list[ShownMessage] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def step_to(house: House, target: datetime, *, name: str, jobs: Sequence[DailyJob] = DAILY_JOBS) -> Stepped:
    """Move a rehearsal to an instant and carry out what falls due; ``InvalidInput`` for one before its time.

    The clock is kept in the folder after each hop, so that a step that is stopped in the middle is gone on with.
    """
    begun = house.clock.now()
    if target < begun:
        move_clock(house.settings, house.store, house.clock, target)  # says that a clock never goes back
    with house.store.reading() as reading:
        count = reading.head().count
    way = _Way()
    _wake(house, begun, way, jobs)
    while house.clock.now() < target:
        at = min(_next_instant(house, jobs), target)
        move_clock(house.settings, house.store, house.clock, at)
        _wake(house, at, way, jobs)
    with house.store.reading() as reading:
        waiting = [row for row in reading.outbox(unfinished_only=True) if row.kind != REMINDER]
        return Stepped(
            name=name,
            folder=str(house.settings.home),
            from_at=begun,
            to_at=target,
            passed=tuple(_passed(reading, begun, target, count)),
            messages=tuple(way.messages),
            errors=tuple(dict.fromkeys(way.errors)),
            follow_ups_waiting=len(waiting),
        )


def after_working_days(house: House, count: int) -> datetime:
    """The same hour of the local clock, so many working days later."""
    calendar, now = house.calendar(OFFICE_CALENDAR), house.clock.now()
    day = local_date(now, ZONE)
    left = count
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    return _on(now, day)


def after_weeks(house: House, count: int) -> datetime:
    """The same hour of the local clock, so many weeks later."""
    now = house.clock.now()
    return _on(now, local_date(now, ZONE) + timedelta(weeks=count))


def next_deadline(house: House) -> datetime:
    """Just after the next deadline that runs; ``InvalidInput`` when none does."""
    with house.store.reading() as reading:
        found = _running(reading, house.clock.now())
    if found is None:
        raise InvalidInput("No deadline runs here: move on by --working-days, --weeks or --until.")
    return found + AFTER


def _on(now: datetime, day: date) -> datetime:
    return same_hour(now, (day - local_date(now, ZONE)).days, ZONE)


def _running(reading: Reading, now: datetime) -> datetime | None:
    """The first instant to come at which a deadline that runs has ended."""
    rows = (row for row in reading.all_deadlines(now=now) if row.status in _TICKING and row.due_at > now)
    return min((row.due_at for row in rows), default=None)


def _next_instant(house: House, jobs: Sequence[DailyJob]) -> datetime:
    """The next instant at which anything can fall due."""
    now = house.clock.now()
    with house.store.reading() as reading:
        running = _running(reading, now)
        found = [
            None if running is None else running + AFTER,
            reminders.earliest(reading),
            next_daily(house, now, jobs),
            *(row.due_at for row in reading.outbox(unfinished_only=True)),
        ]
    return min((at for at in found if at is not None and at > now), default=datetime.max.replace(tzinfo=now.tzinfo))


def _wake(house: House, at: datetime, way: _Way, jobs: Sequence[DailyJob]) -> None:
    """One wake of the clock, then every message that is due is shown."""
    ticked = tick(house, at, worker=WORKER, beating=False, jobs=jobs)
    way.errors += ticked.errors
    way.messages += _show(house, at)


def _show(house: House, at: datetime) -> Iterator[ShownMessage]:
    while rows := claim(house.store, WORKER, at, _LEASE, _BATCH, [REMINDER]):
        with house.store.reading() as reading:
            known = names_of(reading)
        for row in rows:
            message = sending.message_of(house, row, known)
            sending.begin(house, row, SHOWN, WORKER)
            yield ShownMessage(
                at=at,
                procedure=message.procedure,
                person=str(row.payload["person"]),
                subject=message.subject,
                text=message.text,
            )
            sending.confirm(house, row, SHOWN, "shown in a rehearsal", WORKER)


def _passed(reading: Reading, begun: datetime, target: datetime, count: int) -> Iterator[PassedDeadline]:
    missed = set(_missed(reading.all_events(after_gseq=count - 1)))
    for row in reading.all_deadlines(now=target, due_by=target, everything=True):
        if begun <= row.due_at < target and row.status in {*_TICKING, "missed"}:
            yield PassedDeadline(
                procedure=row.stream,
                deadline=row.deadline,
                at=row.due_at,
                missed=(row.stream, row.deadline) in missed,
            )


def _missed(events: Iterator[StoredEvent]) -> Iterator[tuple[str, str]]:
    for event in events:
        if b'"type":"deadline.missed"' in event.canon:
            yield event.stream, str(event.body()["data"]["deadline"])
