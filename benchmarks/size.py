"""How much a benchmark does: enough to trust, enough to look, or just enough to see that it runs."""

from __future__ import annotations

from enum import StrEnum


class Size(StrEnum):
    """The sizes of a run; only FULL figures are quoted."""

    FULL = "full"
    QUICK = "quick"
    TINY = "tiny"

    def of(self, *, full: int, quick: int, tiny: int) -> int:
        """The number that belongs to this size."""
        return {Size.FULL: full, Size.QUICK: quick, Size.TINY: tiny}[self]
