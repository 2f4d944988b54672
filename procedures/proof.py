"""Every checker of definitions in one place: what each found, with its line in the file.

A checker is plugged in by a line in ``CHECKERS``. It is given the definition and the circumstances, and returns its
findings; it reads no clock, no settings and no files of its own accord but the data that it ships with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from engine.definition import Definition
from engine.time.calendar import Calendar
from procedures import burden, checker, exploration, feasibility, law, spending, wording
from procedures.checker.finding import Finding
from procedures.loader import LoadedDefinition, line_of, unsound


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a definition is checked against beside itself: today in its zone, and its calendar; None: not known."""

    on: date | None = None
    calendar: Calendar | None = None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What one checker found, how many states it looked at when it explored, and its figures, a sentence each."""

    found: tuple[Finding, ...]
    explored: int = 0
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Checker:
    """A checker: its name (``law``), its title for people, and the function that does the work."""

    name: str
    title: str
    check: Callable[[Definition, Circumstances], Findings]
    sturdy: bool = False
    """Whether it can be asked of a definition whose structure is faulty."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A finding with the line of its place in the file, and the checker that found it."""

    checker: str
    line: int
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What every checker says of one definition, in the order of the file, the states explored, and figures."""

    loaded: LoadedDefinition
    placed: tuple[Placed, ...]
    explored: int
    figures: tuple[str, ...] = ()

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


def _law(definition: Definition, circumstances: Circumstances) -> Findings:
    return Findings(found=law.check(definition, circumstances.on))


def _exploration(definition: Definition, circumstances: Circumstances) -> Findings:
    examined = exploration.examine(definition)
    return Findings(found=tuple(fault.finding(definition) for fault in examined.faults), explored=examined.explored)


def _dates(definition: Definition, circumstances: Circumstances) -> Findings:
    plan, calendar = definition.plan, circumstances.calendar
    if plan is None or plan.launch is None or calendar is None:
        return Findings(found=feasibility.check(definition, calendar))
    horizon = feasibility.horizon_of(definition, calendar)
    return Findings(found=feasibility.findings(horizon), figures=feasibility.figures(horizon))


def _burden(definition: Definition, circumstances: Circumstances) -> Findings:
    return Findings(found=burden.check(definition), figures=burden.figures(definition))


def _money(definition: Definition, circumstances: Circumstances) -> Findings:
    return Findings(found=spending.check(definition))


def _wording(definition: Definition, circumstances: Circumstances) -> Findings:
    return Findings(found=wording.check(definition), figures=wording.figures(definition))


CHECKERS: Final[tuple[Checker, ...]] = (
    Checker(name="structure", title="Structure", check=_structure, sturdy=True),
    Checker(name="law", title="Law", check=_law),
    Checker(name="exploration", title="No dead end", check=_exploration, sturdy=True),
    Checker(name="dates", title="Dates", check=_dates),
    Checker(name="money", title="Money", check=_money),
    Checker(name="burden", title="Burden of documents", check=_burden),
    Checker(name="wording", title="Wording", check=_wording),
)
"""Every checker, in the order in which a reader wants to hear of its findings."""


def prove(
    loaded: LoadedDefinition, *, circumstances: Circumstances | None = None, progress: Progress | None = None
) -> Proof:
    """Run every checker over a definition that was read (``procedures.loader.parse_file``).

    Nothing is raised for what they find, but ``DefinitionInvalid`` for names of nothing and the like, with which
    nothing else can be asked. Where the structure is faulty, only the sturdy ones are asked.
    """
    if said := checker.meaningless(loaded.definition):
        raise unsound(loaded, said)
    given, explored, faulty = circumstances or Circumstances(), 0, False
    placed: list[Placed] = []
    figures: list[str] = []
    for one in CHECKERS:
        if faulty and not one.sturdy:
            continue
        if progress is not None:
            progress(one.title)
        findings = one.check(loaded.definition, given)
        explored += findings.explored
        figures += findings.figures
        found = [_placed(one, loaded, finding) for finding in dict.fromkeys(findings.found)]
        placed += sorted(found, key=lambda known: known.line)
        faulty = faulty or (one.check is _structure and bool(found))
    return Proof(loaded=loaded, placed=tuple(placed), explored=explored, figures=tuple(figures))


def _placed(one: Checker, loaded: LoadedDefinition, finding: Finding) -> Placed:
    given = loaded.definition.accepted.get(finding.rule)
    if finding.wants_reason and given is not None:  # the law's checker refuses what may not be accepted at all
        finding = replace(finding, accepted=f"{given.by}, {given.on.isoformat()}: {given.reason}")
    return Placed(checker=one.name, line=line_of(finding.where, loaded.lines), finding=finding)
