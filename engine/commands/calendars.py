"""Put a procedure on another calendar."""

from __future__ import annotations

from typing import Literal

from engine.commands.command import Command
from engine.commands.words import CalendarPin, FreeText


class ChangeCalendar(Command):
    """Put the procedure on another version of its calendar; every deadline that ends elsewhere on it moves."""

    kind: Literal["change_calendar"] = "change_calendar"
    calendar: CalendarPin
    reason: FreeText
