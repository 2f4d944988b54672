"""What the structural check found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A fault of a definition: where (``moves[3].gate[1]``), what is wrong in a sentence, and the rule that says so."""

    where: str
    message: str
    rule: str | None = None
