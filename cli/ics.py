"""The deadlines as a calendar: printed, or written to a file of its own."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from cli.declaring import Answered
from cli.desk import Desk
from cli.files import hand_out
from cli.page import Page, write


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarMade:
    """The calendar of somebody's procedures, or of all: how many deadlines, and the text unless it went to a file."""

    person: str | None
    deadlines: int
    file: str | None
    icalendar: str | None


def calendar_answer(desk: Desk, actor: str | None, out: Path | None) -> Answered:
    """The calendar of the procedures on which a person holds a role today, or of every procedure."""
    from actions.people import person_named
    from actions.queries.calendar_entries import entries_for
    from exports.icalendar.calendar import to_icalendar

    with desk.reading() as reading:
        person = None if actor is None else person_named(reading, actor)
        entries = entries_for(desk.house, reading, person)
    content = to_icalendar(entries, name="Seedbed: deadlines" + (f" of {person}" if person else ""))
    if out is not None:
        hand_out(io.BytesIO(content), out)
    made = CalendarMade(
        person=person,
        deadlines=len(entries),
        file=None if out is None else str(out),
        icalendar=content.decode() if out is None else None,
    )
    return Answered(schema="seedbed/calendar-feed/1", value=made, show=lambda page: _show(page, made))


def _show(page: Page, made: CalendarMade) -> None:
    if made.icalendar is not None:
        write(made.icalendar)
        return
    page.line(f"{made.deadlines} deadline{'' if made.deadlines == 1 else 's'} written to {made.file}.")
