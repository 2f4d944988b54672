"""Two moments of a procedure side by side: what happened between them, which gates were passed, what is different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from actions.replaying.changes import Change, changes
from actions.replaying.gates import GateSeen, gates_after
from actions.replaying.tape import Tape
from config.calendars import CalendarDataInvalid
from engine import events as e


class Point(NamedTuple):
    """A moment: after which event, and the instant of the look where that is not the event's own."""

    n: int
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PointSeen:
    """One of the two moments, with the step in which the procedure was."""

    n: int
    at: datetime
    step: str
    step_title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """A gate that was passed between the two moments."""

    n: int
    at: datetime
    move: str
    title: str
    who: str
    role_title: str
    requirements: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """What differs between an earlier and a later moment; ``events`` is how many were recorded between them.

    ``unknown`` says why gates that were not passed could not be asked: the calendar of that day is not here.
    ``turned``: the later moment was named first.
    """

    procedure: str
    title: str
    re_enactment: str | None
    zone: str
    earlier: PointSeen
    later: PointSeen
    events: int
    passed: tuple[Passed, ...]
    changes: tuple[Change, ...]
    unknown: str | None
    turned: bool = False


def compare(tape: Tape, one: Point, other: Point) -> Compared:
    """Two moments in either order; the earlier one comes first in every sentence."""
    earlier, later = sorted((one, other), key=lambda point: (point.n, point.at or tape.recorded[point.n].at))
    turned = earlier is not one
    found = list(changes(tape.snapshot(*earlier), tape.snapshot(*later)))
    unknown = None
    try:
        found += _gates(gates_after(tape, *earlier), gates_after(tape, *later))
    except CalendarDataInvalid as error:
        unknown = str(error)
    state = tape.state(later.n)
    return Compared(
        procedure=tape.procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        zone=tape.definition(later.n).zone,
        earlier=_seen(tape, earlier),
        later=_seen(tape, later),
        events=later.n - earlier.n,
        passed=tuple(_passed(tape, earlier.n, later.n)),
        changes=tuple(found),
        unknown=unknown,
        turned=turned,
    )


def _seen(tape: Tape, point: Point) -> PointSeen:
    step = tape.state(point.n).step
    return PointSeen(
        n=point.n,
        at=point.at or tape.recorded[point.n].at,
        step=step,
        step_title=tape.definition(point.n).steps[step].title,
    )


def _passed(tape: Tape, after: int, upto: int) -> Iterator[Passed]:
    for n, one in tape.of_type(e.GateDecided):
        if after < n <= upto and isinstance(one.event, e.GateDecided):
            line = tape.lines[n]
            yield Passed(
                n=n,
                at=line.at,
                move=one.event.move,
                title=tape.definition(n).moves_by_name[one.event.move].title,
                who=line.who,
                role_title=line.role_title,
                requirements=len(one.event.results),
            )


def _gates(before: tuple[GateSeen, ...], after: tuple[GateSeen, ...]) -> Iterator[Change]:
    """Gates of the same step requirement by requirement; gates of another step as a whole."""
    was, now = ({gate.move: gate for gate in gates} for gates in (before, after))
    for move in dict.fromkeys((*was, *now)):
        old, new = was.get(move), now.get(move)
        if old is not None and new is not None:
            yield from _requirements(old, new)
        else:
            known = old or new
            assert known is not None  # noqa: S101 - it is in one of the two
            yield Change(
                about="gate",
                name=move,
                title=f'Gate "{known.title}"',
                before=None if old is None else _whole(old),
                after="behind" if new is None else _whole(new),
            )


def _requirements(old: GateSeen, new: GateSeen) -> Iterator[Change]:
    known = {finding.id: finding for finding in old.findings}
    for finding in new.findings:
        was = known.get(finding.id)
        if was is None or was.standing is not finding.standing:
            yield Change(
                about="gate",
                name=f"{new.move}/{finding.id}",
                title=f'Gate "{new.title}", "{finding.asks}"',
                before=None if was is None else was.standing.value,
                after=finding.standing.value,
            )


def _whole(gate: GateSeen) -> str:
    shut = sum(1 for finding in gate.findings if finding.blocks)
    return "open" if gate.open else f"shut by {shut} of {len(gate.findings)} requirements"
