"""What whoever watches gets to see while the story is played: plain values, in the order in which they happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.roadlab.case import Known
from actions.roadlab.script import Expected
from engine.explanation import Finding


@dataclass(frozen=True, kw_only=True)
class StageReached:
    """One of the five stages begins."""

    stage: str
    title: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Told:
    """Something worth a line happened."""

    at: datetime
    text: str
    known: Known


@dataclass(frozen=True, kw_only=True)
class GatePassed:
    """A gate was passed; the counts are read from the event that records the decision."""

    at: datetime
    move: str
    title: str
    source: str
    target: str
    text: str
    known: Known
    met: int
    waived: int
    warned: int

    @property
    def requirements(self) -> str:
        """How many requirements of the gate held, and how many were waived or warned."""
        counted = ((self.met, "met"), (self.waived, "waived"), (self.warned, "warned"))
        return ", ".join(f"{count} {word}" for count, word in counted if count)


@dataclass(frozen=True, kw_only=True)
class RefusalShown:
    """What had to be refused was refused: who tried, the sentence, every reason with its rules, and the lesson."""

    at: datetime
    expected: Expected
    actor: str
    role: str
    role_title: str
    sentence: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Cautioned:
    """A caution of the law that warns and does not block, where it is met for the first time."""

    at: datetime
    legal_base: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Followed:
    """Consequences of a move were carried out."""

    count: int


Shown = StageReached | Told | GatePassed | RefusalShown | Cautioned | Followed
