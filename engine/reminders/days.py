"""Working days for reminders: counted by the calendar, and beyond its last day by the week, which is provisional.

A deadline is never guessed (UK-CLK-2). A reminder of it is: one that comes on a bank holiday nobody has announced yet
does no harm, one that never comes does.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from engine.errors import InvalidInput
from engine.time.calendar import SATURDAY, Calendar
from engine.time.local_time import instant_of, start_of_day

DAY: Final = timedelta(days=1)
MORNING: Final = time(8)
"""When reminders that are due on a day are due: 08:00 on the local clock."""


def known(calendar: Calendar, on: date) -> bool:
    """Whether the calendar knows a day."""
    return calendar.first_on <= on <= calendar.last_on


def works(calendar: Calendar, on: date) -> bool:
    """Whether a day is a working day; beyond the calendar every weekday is taken for one."""
    return calendar.is_working_day(on) if known(calendar, on) else on.weekday() < SATURDAY


def working_day_before(calendar: Calendar, on: date, number: int) -> date:
    """The local day that is so many working days before another; 0 is that day itself, whatever it is."""
    return _counted(calendar, on, number, -DAY)


def working_day_after(calendar: Calendar, on: date, number: int) -> date:
    """The local day that is so many working days after another."""
    return _counted(calendar, on, number, DAY)


def next_working_day(calendar: Calendar, on: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not works(calendar, on):
        on += DAY
    return on


def morning(on: date, zone: str) -> datetime:
    """The instant (UTC) of 08:00 on a local day; where the clocks skip that hour, the start of the day."""
    try:
        return instant_of(datetime.combine(on, MORNING), zone)
    except InvalidInput:
        return start_of_day(on, zone)


def _counted(calendar: Calendar, on: date, number: int, step: timedelta) -> date:
    while number:
        on += step
        number -= works(calendar, on)
    return on
