"""Calendar dates: which values are accepted as one, and how a British reader sees it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from engine.errors import InvalidInput

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class PlainDate(Protocol):
    """A date, and no instant: Python lets a datetime pass for a date, this type does not.

    A date compares with any date; a datetime compares with datetimes only, so mypy refuses it where this is asked for.
    """

    def __lt__(self, other: date, /) -> bool:
        """Whether it is earlier than a date."""
        ...


def plain_date(value: object, field: str) -> date:
    """Return the value when it is a date without a time; anything else is InvalidInput naming the field.

    Python lets a datetime pass for a date. Here that would hide which zone the day was meant in (UK-CLK-7).
    """
    if isinstance(value, datetime):
        raise InvalidInput(
            f"{field}: {value.isoformat()} is a moment, not a date. Take its local date first (engine.time.local_time)."
        )
    if not isinstance(value, date):
        raise InvalidInput(f"{field}: expected a date such as 2026-11-23, got {describe_value(value)}.")
    return value


def describe_date(on: date) -> str:
    """Write a date as "Thursday 3 December 2026", whatever the machine's language settings are."""
    return f"{WEEKDAYS[on.weekday()]} {day_and_month(on)} {on.year}"


def day_and_month(on: date) -> str:
    """Write a date as "3 December"."""
    return f"{on.day} {MONTHS[on.month - 1]}"


def describe_value(value: object) -> str:
    """Show a wrong value safely: short text with control characters escaped, of anything else its type."""
    return f"{value[:40]!r}" if isinstance(value, str) else f"a value of type {type(value).__name__}"
