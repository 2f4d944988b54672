"""The first thing that is not as it must be, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FirstBad:
    """The first thing that is not as it must be; place is None when it is not about one event."""

    what: str
    gseq: int | None = None
    stream: str | None = None
    n: int | None = None

    def __str__(self) -> str:
        """Say it in one sentence."""
        if self.gseq is None:
            return self.what
        return f"Event {self.gseq} ({self.stream} no. {self.n}): {self.what}"


class Wrong(Exception):
    """Carries the words from a check to the report."""
