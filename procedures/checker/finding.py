"""What a checker found: the one value that every checker of definitions returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How hard a finding weighs: MUST blocks, SHOULD asks for a reason, WARN is unverified, INFO is good to know."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    WARN = "WARN"
    INFO = "INFO"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A fault of a definition: where (``moves[3].gate[1]``), what is wrong in a sentence, and the rule that says so.

    ``story``: the shortest way into the fault, a sentence a move; empty when the fault is plain from the file.
    ``accepted``: by whom and why a SHOULD is accepted; a MUST never is.
    """

    where: str
    message: str
    rule: str = ""
    severity: Severity = Severity.MUST
    story: tuple[str, ...] = ()
    accepted: str = ""

    def __post_init__(self) -> None:
        """Only a SHOULD can be accepted: whoever tries to wave a MUST through has made a mistake."""
        if self.accepted and self.severity is not Severity.SHOULD:
            raise ValueError(f"a {self.severity} cannot be accepted: {self.message}")

    @property
    def blocks(self) -> bool:
        """Whether a definition with this finding is refused by every check."""
        return self.severity is Severity.MUST

    @property
    def wants_reason(self) -> bool:
        """Whether a definition with this finding is published only once somebody accepts it and says why."""
        return self.severity is Severity.SHOULD and not self.accepted
