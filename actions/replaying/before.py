"""What somebody had before them when they acted: papers, deadlines and refusals of then, warnings that were shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actions.answer import Answer
from actions.queries.deadlines import status_of
from actions.queries.history import Attempted
from actions.replaying.tape import Tape
from engine.reading import sealed_until
from engine.state import State

Answers = Callable[[str], Answer | None]
"""The kept answer to a command, by its request id; None where none is kept."""

_SUBJECTS: Final = (
    "artefact", "partner", "decision", "notice", "deadline", "requirement", "lot", "envelope", "commitment", "round",
)  # fmt: skip
"""Fields of a command that say what it is about, called alike in the event that it leads to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperThen:
    """A document as it lay on file: its version, its digest, and the deadline that kept it unopened, if one did."""

    artefact: str
    partner: str | None
    title: str
    version: int
    status: str
    sha256: str
    sealed_until: str | None
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineThen:
    """A deadline as it stood: ``status`` is one of the words of ``DeadlineSeen``."""

    deadline: str
    title: str
    status: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedBefore:
    """A command about the same thing that had been refused: by whom, when, and with which reason."""

    at: datetime
    who: str
    role_title: str
    command: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """What was there when the command of an event came; ``n`` is the newest event that it could have seen (-1: none).

    ``warnings`` and ``notes`` were shown with the answer; they are None where no answer is kept.
    """

    n: int
    step: str
    step_title: str
    papers: tuple[PaperThen, ...]
    deadlines: tuple[DeadlineThen, ...]
    warnings: tuple[str, ...] | None
    notes: tuple[str, ...] | None
    refused: tuple[RefusedBefore, ...]


def before_event(tape: Tape, n: int, answers: Answers, attempts: Sequence[Attempted]) -> Before:
    """What the person or clock that recorded event ``n`` had before them."""
    first = tape.first_of_command(n)
    state, at = tape.state(first - 1), tape.recorded[first].at
    answer = answers(tape.lines[n].request_id)
    known = state.exists
    return Before(
        n=first - 1,
        step=state.step,
        step_title=tape.definition(first - 1).steps[state.step].title if known else "not open yet",
        papers=papers_of(tape, state, at) if known else (),
        deadlines=deadlines_of(tape, state, at) if known else (),
        warnings=None if answer is None else answer.warnings,
        notes=None if answer is None else answer.notes,
        refused=tuple(_refused(tape, first, answer, attempts)),
    )


def papers_of(tape: Tape, state: State, at: datetime) -> tuple[PaperThen, ...]:
    """Every document on file in a state, as it was known at an instant."""
    definition, found = tape.definition(state.n), []
    for key, known in state.artefacts.items():
        artefact, _, partner = key.partition("@")
        found.append(
            PaperThen(
                artefact=artefact,
                partner=partner or None,
                title=definition.artefacts[artefact].title,
                version=known.version,
                status=known.status,
                sha256=known.sha256,
                sealed_until=sealed_until(definition, state, artefact, at),
                n=known.n,
            )
        )
    return tuple(found)


def deadlines_of(tape: Tape, state: State, at: datetime) -> tuple[DeadlineThen, ...]:
    """Every deadline with a date in a state, soonest first, as it stood at an instant."""
    definition = tape.definition(state.n)
    return tuple(
        DeadlineThen(
            deadline=name,
            title=definition.deadlines[name].title,
            status=status_of(definition.deadlines[name], known, state, at),
            due_at=known.due_at,
        )
        for name, known in sorted(state.deadlines.items(), key=lambda item: (item[1].due_at, item[0]))
    )


def _refused(tape: Tape, first: int, answer: Answer | None, attempts: Sequence[Attempted]) -> Iterator[RefusedBefore]:
    """Refusals of the same command about the same thing by anybody, and whatever the same person tried last."""
    line = tape.lines[first]
    mine_since = _last_at(tape, line.who, first) if attempts else None
    for one in attempts:
        if one.at > line.at or one.request_id == line.request_id:
            continue
        same = answer is not None and one.command == answer.command and _same_subject(one, line.data)
        mine = one.who == line.who and mine_since is not None and mine_since < one.at
        if same or mine:
            yield RefusedBefore(
                at=one.at, who=one.who, role_title=one.role_title, command=one.command, sentence=one.sentence
            )


def _last_at(tape: Tape, who: str, before: int) -> datetime | None:
    """When somebody last recorded anything before an event; looked for backwards, for it is seldom far."""
    return next((tape.lines[n].at for n in range(before - 1, -1, -1) if tape.lines[n].who == who), None)


def _same_subject(attempt: Attempted, data: object) -> bool:
    if not isinstance(data, dict):
        return True
    if attempt.command == "advance":
        return attempt.body.get("to") in (None, data.get("target"), data.get("stage")) or (
            attempt.body.get("move") == data.get("move")
        )
    return all(
        attempt.body.get(name) == data[name]
        for name in _SUBJECTS
        if attempt.body.get(name) is not None and data.get(name) is not None
    )
