"""Publications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticePublished:
    """A notice was published on the central platform on a local date."""

    notice: str
    on: date
    reference: str
    ceased_lots: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeStated:
    """What the notice published just before states: that conflicts were reviewed, and facts as data."""

    notice: str
    conflicts_confirmed: bool
    content: dict[str, str | int | list[str]]
