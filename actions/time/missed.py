"""Deadlines that were missed become events: the clock says so, through the one command path, once for each."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.house import House
from actions.perform import Request, perform
from config.calendars import CalendarDataInvalid
from engine import commands as c
from engine.access import CLOCK
from engine.errors import Refused, SeedbedError
from storage.records import DeadlineRow

BATCH = 100
LOOKED_AT = 10
"""So many times the batch is looked at, so that what fails again and again does not stand before all the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """What one look of the clock came to: (procedure, deadline) recorded, met or moved meanwhile, and not possible."""

    recorded: tuple[tuple[str, str], ...]
    overtaken: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str, str], ...] = field(default=())


def record_missed(house: House, limit: int = BATCH) -> Missed:
    """Record up to ``limit`` deadlines that passed unmet; several clocks at once record each of them once.

    The request id is made of stream, deadline and revision, so whoever is second gets the first one's answer. What was
    met, moved or recorded in the meantime is left alone; one that fails holds up no other, and is tried again.
    """
    recorded: list[tuple[str, str]] = []
    overtaken: list[tuple[str, str]] = []
    failed: list[tuple[str, str, str]] = []
    for row in _passed(house, limit * LOOKED_AT):
        if len(recorded) >= limit:
            break
        named = (row.stream, row.deadline)
        try:
            again = _record(house, row)
        except Refused:
            overtaken.append(named)
        except (SeedbedError, CalendarDataInvalid) as error:
            failed.append((*named, str(error)))
        else:
            (overtaken if again else recorded).append(named)
    return Missed(recorded=tuple(recorded), overtaken=tuple(overtaken), failed=tuple(failed))


def _passed(house: House, limit: int) -> list[DeadlineRow]:
    # Within the clock's error nobody knows yet: the next look does.
    with house.store.reading() as reading:
        return reading.owed_deadlines(due_before=house.clock.now() - house.clock_error, limit=limit)


def _record(house: House, row: DeadlineRow) -> bool:
    """Carry out the clock's command for one deadline; returns whether another clock had done it."""
    with house.store.reading() as reading:
        known = reading.procedure(row.stream)
        revision = None if known is None else house.states.of(known).deadlines[row.deadline].n
    command = c.RecordMissed(procedure=row.stream, actor=CLOCK, role=CLOCK, deadline=row.deadline)
    request_id = f"missed/{row.stream}/{row.deadline}/{revision}"
    return perform(house, Request(command=command, request_id=request_id, auth=CLOCK)).repeated
