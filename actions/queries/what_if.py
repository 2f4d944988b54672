"""What if the calendar were another: every open deadline of every procedure that it touches, and what would break."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from actions.house import House
from actions.queries.moment import Moment, moment_of_row, present_of
from engine.recount import Recounted, recount
from engine.time.calendar import Calendar, read_pin
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineTouched:
    """One deadline: when it ends, when it would, by how many days, and what stands with it."""

    deadline: str
    title: str
    was_last_on: date | None
    was_due_at: datetime
    last_on: date
    due_at: datetime | None
    days: int | None
    moves: bool
    provisional: bool
    kept: str | None
    breaks: str | None
    blocks: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureTouched:
    """One procedure that is on another version now; ``n`` is its newest event, so that a later change is noticed."""

    procedure: str
    title: str
    re_enactment: str | None
    calendar: str
    zone: str
    n: int
    deadlines: tuple[DeadlineTouched, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WhatIf:
    """The procedures on other versions of the calendar, with what would change; ``already`` are on it now."""

    calendar: str
    sha256: str
    last_on: date
    now: datetime
    procedures: tuple[ProcedureTouched, ...]
    already: int

    @property
    def moves(self) -> int:
        """How many deadlines would move."""
        return sum(one.moves for procedure in self.procedures for one in procedure.deadlines)

    @property
    def breaks(self) -> int:
        """How many would fall short of a legal minimum if they stayed."""
        return sum(one.breaks is not None for procedure in self.procedures for one in procedure.deadlines)


def what_if(house: House, reading: Reading, other: Calendar, *, only: Collection[str] = ()) -> WhatIf:
    """What the other calendar would change in the running procedures that count on its name; nothing is changed."""
    now = present_of(house, reading)
    moments = [
        moment
        for row in reading.procedures()
        if not only or row[0] in only
        for moment in _running(house, reading, row[0], now)
        if moment.definition.calendar == other.name
    ]
    return WhatIf(
        calendar=str(read_pin(other.pin)),
        sha256=other.sha256,
        last_on=other.last_on,
        now=now,
        procedures=tuple(_touched(moment, other) for moment in moments if moment.state.calendar != other.pin),
        already=sum(moment.state.calendar == other.pin for moment in moments),
    )


def _running(house: House, reading: Reading, procedure: str, now: datetime) -> Iterator[Moment]:
    row = reading.procedure(procedure)
    if row is None:
        return
    moment = moment_of_row(house, reading, row, now)
    if moment.state.ended is None:
        yield moment


def _touched(moment: Moment, other: Calendar) -> ProcedureTouched:
    state, context = moment.state, moment.context()
    # A definition that takes dates beyond the calendar provisionally counts so on the other one too.
    counted = other.beyond_its_end() if context.calendar.provisional else other
    return ProcedureTouched(
        procedure=state.procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        calendar=str(read_pin(state.calendar)),
        zone=moment.zone,
        n=state.n,
        deadlines=tuple(_seen(moment, one) for one in recount(context, counted)),
    )


def _seen(moment: Moment, one: Recounted) -> DeadlineTouched:
    known = one.was_last_on is not None and one.due_at is not None
    return DeadlineTouched(
        deadline=one.deadline,
        title=moment.definition.deadlines[one.deadline].title,
        was_last_on=one.was_last_on,
        was_due_at=one.was_due_at,
        last_on=one.last_on,
        due_at=one.due_at,
        days=(one.last_on - one.was_last_on).days if known and one.was_last_on is not None else None,
        moves=one.moves,
        provisional=one.provisional,
        kept=one.kept,
        breaks=one.breaks,
        blocks=one.blocks,
    )
