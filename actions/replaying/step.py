"""One step of a replay: what happened, what it changed, and everything as it was known then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.queries.history import Attempted, Line
from actions.replaying.before import (
    Answers,
    Before,
    DeadlineThen,
    PaperThen,
    before_event,
    deadlines_of,
    papers_of,
)
from actions.replaying.changes import Change, changes
from actions.replaying.gates import GatePassed, GateSeen, gate_passed, gates_after
from actions.replaying.tape import Tape
from config.calendars import CalendarDataInvalid
from engine.state import State


@dataclass(frozen=True, kw_only=True, slots=True)
class StageThen:
    """A stage, and whether it was done, current or to come."""

    title: str
    standing: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvelopeThen:
    """An envelope as it stood, in integer minor units."""

    envelope: str
    title: str
    currency: str
    amount_minor: int
    committed_minor: int
    paid_minor: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StepSeen:
    """One event in its place: the state after it, under the rules and with the people of that day.

    ``first`` and ``last_together`` are the events of the same command; ``unknown`` says why gates cannot be told.
    """

    n: int
    last: int
    first: int
    last_together: int
    line: Line
    stages: tuple[StageThen, ...]
    step: str
    step_title: str
    overlays: tuple[str, ...]
    ended: str | None
    changes: tuple[Change, ...]
    passed: GatePassed | None
    gates: tuple[GateSeen, ...]
    unknown: str | None
    papers: tuple[PaperThen, ...]
    deadlines: tuple[DeadlineThen, ...]
    money: tuple[EnvelopeThen, ...]
    partners: Mapping[str, int]
    holders: Mapping[str, tuple[str, ...]]
    before: Before


def step_seen(tape: Tape, n: int, answers: Answers, attempts: Sequence[Attempted]) -> StepSeen:
    """The step by which event ``n`` was recorded; ``answers`` finds what was said to whoever asked for it."""
    state, definition, at = tape.state(n), tape.definition(n), tape.recorded[n].at
    counts = Counter(definition.partners.states[partner.state].title for partner in state.partners.values())
    gates, unknown = _gates(tape, n)
    return StepSeen(
        n=n,
        last=tape.last,
        first=tape.first_of_command(n),
        last_together=tape.last_of_command(n),
        line=tape.lines[n],
        stages=stages_of(tape, n),
        step=state.step,
        step_title=definition.steps[state.step].title,
        overlays=tuple(sorted(state.overlays)),
        ended=state.ended,
        changes=tuple(changes(tape.snapshot(n - 1), tape.snapshot(n))),
        passed=gate_passed(tape, n),
        gates=gates,
        unknown=unknown,
        papers=papers_of(tape, state, at),
        deadlines=deadlines_of(tape, state, at),
        money=_money(tape, state),
        partners=dict(counts),
        holders={definition.roles[role].title: people for role, people in tape.holders(n).items()},
        before=before_event(tape, n, answers, attempts),
    )


def stages_of(tape: Tape, n: int) -> tuple[StageThen, ...]:
    """The stages of the definition as they stood after event ``n``."""
    state, names = tape.state(n), [stage.stage for stage in tape.definition(n).stages]
    here = names.index(state.stage)

    def standing(place: int, name: str) -> str:
        if place == here:
            return "current" if state.ended is None else "ended here"
        return "done" if place < here and name in state.visits else "to come"

    stages = tape.definition(n).stages
    return tuple(StageThen(title=one.title, standing=standing(at, one.stage)) for at, one in enumerate(stages))


def _gates(tape: Tape, n: int) -> tuple[tuple[GateSeen, ...], str | None]:
    try:
        return gates_after(tape, n), None
    except CalendarDataInvalid as error:
        return (), str(error)


def _money(tape: Tape, state: State) -> tuple[EnvelopeThen, ...]:
    titles = tape.definition(state.n).money.envelopes
    return tuple(
        EnvelopeThen(
            envelope=name,
            title=titles[name].title,
            currency=known.currency,
            amount_minor=known.amount_minor,
            committed_minor=known.committed_minor,
            paid_minor=known.paid_minor,
        )
        for name, known in state.envelopes.items()
    )
