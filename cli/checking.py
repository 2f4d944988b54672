"""A definition before every checker: what a command line or an editor is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.desk import Desk

if TYPE_CHECKING:
    from engine.definition import Definition
    from procedures.proof import Circumstances, Placed, Proof


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One finding: which checker found it, where, what is wrong, the rule, and the shortest story that shows it."""

    checker: str
    group: str
    line: int
    place: str
    message: str
    rule: str
    severity: str
    story: tuple[str, ...]
    accepted: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What every checker says of a definition file; ``sound`` when nothing blocks."""

    file: str
    name: str
    version: str
    sha256: str
    stages: int
    steps: int
    moves: int
    requirements: int
    states_explored: int
    sound: bool
    publishable: bool
    findings: tuple[Found, ...]
    figures: tuple[str, ...] = ()


def proven(desk: Desk, file: str) -> Proof:
    """Read a file, or a shipped definition by its name, and ask every checker."""
    from cli.progress import progress
    from procedures.loader import parse_file
    from procedures.proof import CHECKERS, prove
    from procedures.registry import find

    path = Path(file)
    loaded = parse_file(path if path.exists() else find(file))
    titles = [one.title for one in CHECKERS]
    with progress(desk.options) as watch:
        return prove(
            loaded,
            circumstances=circumstances(loaded.definition),
            progress=lambda title: watch("Checking", titles.index(title), len(titles)),
        )


def circumstances(definition: Definition) -> Circumstances:
    """Today by the machine's clock, and the newest calendar of the definition; none where there is none."""
    from datetime import UTC, datetime

    from config.calendars import CalendarDataInvalid, load_calendar
    from engine.time.calendar import Calendar
    from engine.time.local_time import local_date
    from procedures.proof import Circumstances

    try:
        calendar = Calendar.from_data(load_calendar(definition.calendar))
    except CalendarDataInvalid:
        calendar = None  # whoever needs its days says that it is not known
    return Circumstances(on=local_date(datetime.now(UTC), definition.zone), calendar=calendar)


def checked(proof: Proof) -> Checked:
    """The proof as plain data."""
    from procedures.proof import CHECKERS

    loaded, definition = proof.loaded, proof.loaded.definition
    groups = {one.name: one.title for one in CHECKERS}
    return Checked(
        file=str(loaded.path),
        name=definition.name,
        version=definition.version,
        sha256=loaded.digest,
        stages=len(definition.stages),
        steps=len(definition.steps),
        moves=len(definition.moves),
        requirements=sum(len(move.gate) for move in definition.moves),
        states_explored=proof.explored,
        sound=proof.sound,
        publishable=proof.publishable,
        findings=tuple(_found(one, groups[one.checker]) for one in proof.placed),
        figures=proof.figures,
    )


def _found(one: Placed, group: str) -> Found:
    finding = one.finding
    return Found(
        checker=one.checker,
        group=group,
        line=one.line,
        place=finding.where,
        message=finding.message,
        rule=finding.rule,
        severity=finding.severity.value,
        story=finding.story,
        accepted=finding.accepted,
    )
