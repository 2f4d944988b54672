"""Every checker of definitions in one place: what each found, with its line in the file.

A checker is plugged in by a line in ``CHECKERS``. It is given the definition and the circumstances, and returns its
findings; it reads no clock, no settings and no files of its own accord but the data that it ships with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.definition import Definition
from engine.time.calendar import Calendar
from procedures import checker, exploration
from procedures.checker.finding import Finding
from procedures.loader import LoadedDefinition, line_of


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a definition is checked against beside itself: today in its zone, and its calendar; None: not known."""

    on: date | None = None
    calendar: Calendar | None = None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What one checker found, and how many states it looked at when it explored."""

    found: tuple[Finding, ...]
    explored: int = 0


@dataclass(frozen=True, kw_only=True)
class Checker:
    """A checker: its name (``law``), its title for people, and the function that does the work."""

    name: str
    title: str
    check: Callable[[Definition, Circumstances], Findings]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A finding with the line of its place in the file, and the checker that found it."""

    checker: str
    line: int
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What every checker says of one definition, in the order of the file, and how many states were explored."""

    loaded: LoadedDefinition
    placed: tuple[Placed, ...]
    explored: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings alone."""
        return tuple(one.finding for one in self.placed)

    @property
    def sound(self) -> bool:
        """Whether nothing blocks."""
        return not any(finding.blocks for finding in self.findings)

    @property
    def publishable(self) -> bool:
        """Whether nothing blocks and whatever wants a reason has one."""
        return self.sound and not any(finding.wants_reason for finding in self.findings)


Progress = Callable[[str], None]
"""Is told the title of each checker as its work begins."""


def _structure(definition: Definition, circumstances: Circumstances) -> Findings:
    return Findings(found=checker.check(definition))


def _exploration(definition: Definition, circumstances: Circumstances) -> Findings:
    examined = exploration.examine(definition)
    return Findings(found=tuple(fault.finding(definition) for fault in examined.faults), explored=examined.explored)


CHECKERS: Final[tuple[Checker, ...]] = (
    Checker(name="structure", title="Structure", check=_structure),
    Checker(name="exploration", title="No dead end", check=_exploration),
)
"""Every checker, in the order in which a reader wants to hear of its findings."""


def prove(
    loaded: LoadedDefinition, *, circumstances: Circumstances | None = None, progress: Progress | None = None
) -> Proof:
    """Run every checker over a definition; nothing is raised for what they find."""
    given = circumstances or Circumstances()
    placed: list[Placed] = []
    explored = 0
    for one in CHECKERS:
        if progress is not None:
            progress(one.title)
        findings = one.check(loaded.definition, given)
        explored += findings.explored
        placed += [
            Placed(checker=one.name, line=line_of(found.where, loaded.lines), finding=found)
            for found in dict.fromkeys(findings.found)
        ]
    order = {one.name: number for number, one in enumerate(CHECKERS)}
    placed.sort(key=lambda one: (order[one.checker], one.line))
    return Proof(loaded=loaded, placed=tuple(placed), explored=explored)
