"""The calendar that reminders are counted on: the procedure's own or, when that is gone, the nearest there is.

A deadline is never counted on another calendar than its own. A reminder is: on a day off it does no harm, and kept
back until somebody finds a file it may come too late.
"""

from __future__ import annotations

from datetime import date

from actions.house import House
from config.calendars import CalendarDataInvalid, calendar_names, load_calendar
from engine.time.calendar import Calendar, read_pin


def own_or_nearest(house: House, pin: str) -> Calendar:
    """The calendar that a procedure is on; when its file is gone or broken, the newest of its name that ships."""
    try:
        return house.pinned_calendar(pin)
    except CalendarDataInvalid:
        return _shipped(house, read_pin(pin).name)


def newest_or_shipped(house: House, name: str) -> Calendar:
    """The newest calendar of a name; when a file of the house is broken, the newest that ships."""
    try:
        return house.calendar(name)
    except CalendarDataInvalid:
        return _shipped(house, name)


def _shipped(house: House, name: str) -> Calendar:
    key = f"{name}@shipped"
    if key not in house.calendars:
        known = name in calendar_names()
        house.calendars[key] = Calendar.from_data(load_calendar(name)) if known else _weekdays(name)
    return house.calendars[key]


def _weekdays(name: str) -> Calendar:
    """A calendar that knows no day, on which every weekday is taken for a working day."""
    return Calendar(name=name, version="0.0", sha256="", first_on=date.min, last_on=date.min, holidays={})
