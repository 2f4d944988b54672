"""What is pending, and to whom it would go."""

from __future__ import annotations

from datetime import timedelta

from actions.house import House
from actions.people import ZONE
from actions.queries.moment import known_procedure, present_of
from actions.queries.reminders.seeing import Seeing
from actions.queries.reminders.seen import Due
from storage import reminders
from storage.reading import Reading


def due(house: House, reading: Reading, *, procedure: str | None = None, days: int = 14, most: int = 500) -> Due:
    """What is pending in the next days, of one procedure or of all; those overdue for taking up come first."""
    now = present_of(house, reading)
    upto = now + timedelta(days=days)
    if procedure is not None:
        known_procedure(reading, procedure)
    rows = [*reminders.in_hand(reading), *reminders.pending(reading, due_by=upto, most=None if procedure else most + 1)]
    wanted = [row for row in rows if procedure in (None, row.stream)]
    seeing = Seeing(house, reading, now)
    return Due(
        now=now,
        upto=upto,
        zone=ZONE,
        reminders=tuple(map(seeing.due, wanted[:most])),
        more=len(wanted) > most,
    )
