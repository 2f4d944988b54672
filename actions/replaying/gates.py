"""Gates as they stood then: what was recorded when one was passed, and every requirement of those still shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.queries.moment import Moment
from actions.replaying.tape import Tape
from config.calendars import CalendarDataInvalid
from engine import events as e
from engine.definition import Move
from engine.explain import explain
from engine.explanation import Explanation, Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class GateSeen:
    """One move and its gate at a moment; ``by`` are the titles of the roles that may make it."""

    move: str
    title: str
    source: str
    target: str
    target_title: str
    by: tuple[str, ...]
    rules: tuple[str, ...]
    open: bool
    sentence: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GatePassed:
    """A gate that was passed: as it was recorded (standing by requirement) and as it comes out when asked again.

    ``agrees`` is None when it cannot be asked again, because the calendar of that day is not here.
    """

    gate: GateSeen | None
    recorded: tuple[tuple[str, str], ...]
    evidence: tuple[int, ...]
    agrees: bool | None


def gates_after(tape: Tape, n: int, at: datetime | None = None) -> tuple[GateSeen, ...]:
    """Every move that left the step after event ``n`` (or at a later instant), with its whole gate; none after the end.

    ``CalendarDataInvalid`` when the calendar of that day is not here: nothing is guessed from another one.
    """
    moment = tape.moment(n, at)
    if moment.state.ended is not None:
        return ()
    return tuple(_seen(moment, move) for move in moment.definition.moves_from[moment.state.step])


def gate_passed(tape: Tape, n: int) -> GatePassed | None:
    """The gate that event ``n`` decided, if it decided one."""
    event = tape.recorded[n].event
    if not isinstance(event, e.GateDecided):
        return None
    recorded = tuple((str(result["id"]), str(result["standing"])) for result in event.results)
    gate, agrees = None, None
    try:
        gate = _seen(tape.moment(n - 1, tape.recorded[n].at), tape.definition(n).moves_by_name[event.move])
        agrees = tuple((known.id, known.standing.value) for known in gate.findings) == recorded
    except CalendarDataInvalid:
        pass  # what was recorded stands; it cannot be asked again without the calendar of that day
    return GatePassed(gate=gate, recorded=recorded, evidence=evidence_of(event), agrees=agrees)


def evidence_of(event: e.GateDecided) -> tuple[int, ...]:
    """The events on which a gate was passed, in order, each once."""
    found = {
        n for result in event.results for n in _numbers(result.get("events")) if isinstance(n, int) and n >= 0
    }  # fmt: skip
    return tuple(sorted(found))


def _numbers(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _seen(moment: Moment, move: Move) -> GateSeen:
    found: Explanation = explain(moment.definition, moment.state, move, moment.now, moment.calendar, moment.clock_error)
    return GateSeen(
        move=move.move,
        title=move.title,
        source=move.source,
        target=move.target,
        target_title=moment.definition.steps[move.target].title,
        by=moment.context().titles(move.by),
        rules=move.rules,
        open=found.open,
        sentence=found.sentence,
        findings=found.findings,
    )
