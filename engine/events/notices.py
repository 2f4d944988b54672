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
