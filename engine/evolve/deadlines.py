"""The life of a deadline, and of the calendar it is counted on."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.evolve.moving import part_of_move
from engine.state import Deadline, Ruling, State
from engine.time.remainder import Remainder


def planned(s: State, v: e.DeadlineSet, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = Deadline(
        due_at=v.due_at,
        starts_on=v.starts_on,
        last_on=None,
        started=False,
        calendar=None,
        extended=0,
        n=n,
        table=v.table,
        row=v.row,
        facts=v.facts,
    )


def started(s: State, v: e.DeadlineStarted, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = Deadline(
        due_at=v.due_at,
        starts_on=v.starts_on,
        last_on=v.last_on,
        started=True,
        calendar=v.calendar,
        extended=0,
        n=n,
        cause=v.cause,
        table=v.table,
        row=v.row,
        facts=v.facts,
        length=v.length,
        starts_at=v.starts_at,
        provisional=v.provisional,
    )
    part_of_move(s, n)


# An acknowledgement is of a date: whatever gives a deadline another date takes it away, and the reminders go on.


def extended(s: State, v: e.DeadlineExtended, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    s.deadlines[v.deadline] = was._replace(
        due_at=v.due_at, last_on=v.last_on, extended=was.extended + 1, acknowledged=(), n=n
    )


def shortened(s: State, v: e.DeadlineShortened, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    s.deadlines[v.deadline] = was._replace(
        due_at=v.due_at, last_on=v.last_on, shortened=was.shortened + 1, acknowledged=(), n=n
    )


def stopped(s: State, v: e.DeadlineStopped, n: int, at: datetime) -> None:
    left = Remainder(days=v.days, us=v.microseconds)
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(stopped_at=at, left=left, n=n)
    part_of_move(s, n)


def resumed(s: State, v: e.DeadlineResumed, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(
        due_at=v.due_at, last_on=v.last_on, stopped_at=None, left=None, acknowledged=(), n=n
    )


def met(s: State, v: e.DeadlineMet, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(met_n=v.event, in_time=v.in_time, n=n)


def missed(s: State, v: e.DeadlineMissed, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(missed_n=n)


def acknowledged(s: State, v: e.DeadlineAcknowledged, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    s.deadlines[v.deadline] = was._replace(acknowledged=(*was.acknowledged, v.by))
    part_of_move(s, n)


def ruled(s: State, v: e.DeadlineRuled, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    ruling = Ruling(about=v.subject, at=v.received_at, due_at=v.due_at, in_time=v.in_time, n=n)
    s.deadlines[v.deadline] = was._replace(rulings=(*was.rulings, ruling))


def cancelled(s: State, v: e.DeadlineCancelled, n: int, at: datetime) -> None:
    del s.deadlines[v.deadline]


def recomputed(s: State, v: e.DeadlineRecomputed, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    s.deadlines[v.deadline] = was._replace(
        cause=was.cause if v.cause is None else v.cause,
        starts_on=v.starts_on,
        last_on=v.last_on,
        due_at=v.due_at,
        calendar=v.calendar,
        met_n=None,
        in_time=None,
        missed_n=None,
        acknowledged=(),
        n=n,
    )


def calendar_changed(s: State, v: e.CalendarChanged, n: int, at: datetime) -> None:
    s.__dict__["calendar"] = v.calendar


def moved(s: State, v: e.DeadlineMoved, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(
        due_at=v.due_at, last_on=v.last_on, calendar=v.calendar, provisional=v.provisional, acknowledged=(), n=n
    )
