"""How values are written in open data: money as a number with its currency, instants and days as RFC 3339."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.time.local_time import start_of_day

Piece = dict[str, Any]
"""A part of a release."""


def money(amount_minor: int, currency: str) -> Piece:
    """A sum; integer minor units become a number with two decimals at most."""
    whole, part = divmod(amount_minor, 100)
    return {"amount": whole if part == 0 else amount_minor / 100, "currency": currency}


def instant(at: datetime) -> str:
    """An instant in UTC; microseconds only where there are some."""
    text = at.astimezone(UTC).isoformat(timespec="microseconds" if at.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def stamp(at: datetime) -> str:
    """An instant in UTC with all its digits: merging sorts dates of releases as texts."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def day(on: date, zone: str) -> str:
    """The beginning of a local day, with the offset that holds then."""
    return start_of_day(on, zone).astimezone(ZoneInfo(zone)).isoformat()


def without_nothing(piece: Mapping[str, Any]) -> Piece:
    """The part without what is not known: an empty field says nothing."""
    return {name: value for name, value in piece.items() if value not in (None, "", [], {})}
