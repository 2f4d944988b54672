"""The one command path: everything that changes a procedure comes through here; no gate can be walked around.

Idempotency key, load, access policy, expected version, decide, events, projections, outbox, commit, answer.
One transaction, and nothing but the database inside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions import attempts
from actions.answer import Answer, answer_from
from actions.clockwork.anomalies import is_explained, look_back, stands_behind, watch
from actions.clockwork.doubt import require_no_doubt
from actions.follow_ups import follow_ups
from actions.house import House
from actions.identifiers import uuid7
from actions.law_in_force import require_in_force
from actions.ledger.at_once import signed
from actions.projection import deadline_rows, procedure_row
from actions.reminders.planning import plan_after
from actions.rules_then import RulesThen
from engine import commands as c
from engine import events as e
from engine.access import require_assignment, require_clock
from engine.clock_record import trusted
from engine.decide import decide
from engine.definition import Definition
from engine.errors import HistoryConflict, InvalidInput, NotAllowed, NotFound, Refused
from engine.evolve import evolve
from engine.remarks import notes, resting_on_void, warnings
from engine.state import State
from engine.time.local_time import local_date
from storage.codec import history_of, to_draft, type_name
from storage.records import Answered, HeldRole, RecordedBy, StoredEvent, StreamHead
from storage.transaction import Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A command on its way: with its idempotency key, how its actor was known, and what the actor had seen."""

    command: c.Command
    request_id: str
    auth: str = "claim"
    expected_n: int | None = None
    dry_run: bool = False


class _DryRun(Exception):
    """Not an error: carries the answer out of a transaction that is undone."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


class Behind(Exception):
    """Not an error: the clock stands before the newest event, and nothing on record says why; that comes first."""


def perform(house: House, request: Request) -> Answer:
    """Carry out one command, exactly once.

    Raises ``Refused`` and ``NotAllowed`` (kept as attempts beside the history), ``HistoryConflict`` if somebody was
    first, ``InvalidInput``, ``NotFound``, ``BeyondCalendar``, ``Busy``. An error leaves nothing of the command behind.
    """
    watch(house)
    try:
        with house.store.transaction() as tx:
            answer, state, stored = within(house, tx, request)
            if request.dry_run:
                raise _DryRun(answer)
    except _DryRun as dry:
        return dry.answer
    except Behind:
        look_back(house)
        return perform(house, request)
    except (Refused, NotAllowed) as refusal:
        if not request.dry_run:
            attempts.keep(house, request.command, request.request_id, refusal)
        raise
    if stored:
        house.states.keep(stored[-1].hash, state)
    return signed(house, answer, stored)


def precheck(house: House, request: Request) -> Answer:
    """Answer a command without carrying it out; a refusal is kept as an attempt, exactly as ``perform`` would."""
    try:
        return perform(house, replace(request, dry_run=True))
    except (Refused, NotAllowed) as refusal:
        attempts.keep(house, request.command, request.request_id, refusal)
        raise


def within(house: House, tx: Transaction, request: Request) -> tuple[Answer, State, Sequence[StoredEvent]]:
    """Carry out one command inside a transaction: its answer, the state after it and what was stored."""
    command = request.command
    body = body_sha256(command)
    known = tx.before(request.request_id, command.procedure, command.actor)
    if known.answered is not None:
        return _repeated(request, known.answered, body), State(), ()
    tail = known.tail
    state = State(procedure=command.procedure) if tail is None else house.states.at(tail, tx, command.procedure)
    definition = _definition(house, tx, state, command)
    now = _now(house, tx, known.doubt_ms)
    clocks = isinstance(command, c.RecordMissed)
    if not require_clock(actor=command.actor, role=command.role, auth=request.auth, of_the_clock=clocks):
        _allowed(tx, command, definition, known.roles, now, open_=state.exists)
    if request.expected_n is not None and request.expected_n != state.n:
        raise HistoryConflict(_who_was_first(tx, command.procedure, request.expected_n))
    require_no_doubt(definition, state, command, known.doubt_ms)
    if isinstance(command, c.OpenProcedure):
        require_in_force(definition, command, now)
    if isinstance(command, c.Correct):
        command = _with_event_type(tx, command)
    calendar = house.pinned_calendar(state.calendar) if state.exists else house.calendar(definition.calendar)
    target = _target(house, tx, command)
    other = house.asked_calendar(command, state.calendar, target)
    events = decide(
        definition, state, command, now, calendar, clock_error=house.clock_error, other=other, target=target
    )
    stored = _append(house, tx, request, state, tail, events, now)
    before = state
    for event, line in zip(events, stored, strict=True):
        state = evolve(state, e.Happened(line.n, now, event))
    tx.save_procedure(procedure_row(state, stored[-1].hash, now, command.actor))
    under = definition
    if isinstance(command, c.MoveProcedure | c.MoveBack):
        definition = house.definitions.pinned(tx, state.definition)
    if any(isinstance(event, _MOVES_DEADLINES) for event in events):
        tx.save_deadlines(state.procedure, deadline_rows(definition, state))
    recorded = zip(events, stored, strict=True)
    plan_after(house, tx, definition, under=under, before=before, after=state, recorded=recorded, now=now)
    tx.enqueue(follow_ups(definition, events, stored, now, house.randomness))
    answer = _answer(request, definition, state, events, now)
    if isinstance(command, c.Correct):
        history = list(history_of(tx.events(command.procedure)))
        told = resting_on_void(RulesThen(house, tx, history).at, command, history)
        answer = answer._replace(warnings=(*answer.warnings, *told))
    tx.remember(
        key=request.request_id,
        actor=command.actor,
        body_sha256=body,
        response=answer.to_bytes(),
        gseq_from=stored[0].gseq,
        gseq_to=stored[-1].gseq,
        at=now,
    )
    return answer, state, stored


def _now(house: House, tx: Transaction, doubt_ms: int | None) -> datetime:
    """The time of this command: the clock's, or the last event's if the clock went back: ``at`` never does.

    A clock that was put forward is believed when somebody has confirmed it; until then it counts without that.
    """
    clock, last_at = trusted(house.clock.now(), doubt_ms or 0), tx.head().last_at
    if last_at is None or clock > last_at:
        return clock
    if stands_behind(house, last_at) and not is_explained(house, tx, last_at):
        raise Behind
    return last_at


def _answer(
    request: Request, definition: Definition, state: State, events: tuple[e.Event, ...], now: datetime
) -> Answer:
    first = state.n - len(events) + 1
    return Answer(
        request_id=request.request_id,
        procedure=state.procedure,
        command=getattr(request.command, "kind", ""),
        at=now,
        n=state.n,
        events=tuple((n, type_name(event)) for n, event in enumerate(events, first)),
        step=state.step,
        stage=state.stage,
        warnings=tuple(warnings(definition, request.command, events)),
        notes=tuple(notes(definition, events)),
        dry_run=request.dry_run,
    )


def body_sha256(command: c.Command) -> str:
    """What a kept answer names its command by: the same request id with another body is another command."""
    return hashlib.sha256(command.model_dump_json().encode()).hexdigest()


def _repeated(request: Request, first: Answered, body: str) -> Answer:
    if (first.actor, first.body_sha256) != (request.command.actor, body):
        raise InvalidInput(
            f"The request id {request.request_id} was used for another command: each command needs an id of its own."
        )
    return answer_from(first.response, repeated=True)


def _definition(house: House, tx: Transaction, state: State, command: c.Command) -> Definition:
    if state.exists:
        return house.definitions.pinned(tx, state.definition)
    if not isinstance(command, c.OpenProcedure):
        raise NotFound(f"There is no procedure {command.procedure}. `seedbed list` shows what there is.")
    return _kept(house, tx, command.definition)


def _target(house: House, tx: Transaction, command: c.Command) -> Definition | None:
    """The definition that a procedure is to be moved to."""
    return _kept(house, tx, command.definition) if isinstance(command, c.MoveProcedure) else None


def _kept(house: House, tx: Transaction, digest: str) -> Definition:
    """A definition by its digest; one from a file is kept in the store with the first procedure that needs it."""
    loaded = house.definitions.loaded(digest)
    if loaded is not None:
        tx.put_definition(
            sha256=loaded.digest, name=loaded.definition.name, version=loaded.definition.version, data=loaded.canonical
        )
    return house.definitions.pinned(tx, digest)


def _allowed(
    tx: Transaction,
    command: c.Command,
    definition: Definition,
    roles: tuple[HeldRole, ...],
    now: datetime,
    *,
    open_: bool,
) -> None:
    today = local_date(now, definition.zone)
    held = {known.role for known in roles if known.on(today)}
    if command.role in held:
        return
    known = bool(roles) or any(person.id == command.actor for person in tx.people())
    titles = {role: rule.title for role, rule in definition.roles.items()}
    require_assignment(
        command.actor, command.role, command.procedure, held, today=today, known=known, open_=open_, titles=titles
    )


def _append(  # noqa: PLR0917 - one line of the command path, called once
    house: House,
    tx: Transaction,
    request: Request,
    state: State,
    tail: StreamHead | None,
    events: tuple[e.Event, ...],
    now: datetime,
) -> Sequence[StoredEvent]:
    command = request.command
    definition = command.definition if isinstance(command, c.OpenProcedure) else state.definition
    return tx.append(
        command.procedure,
        [to_draft(event, uuid7(now, house.randomness), command.actor) for event in events],
        now=now,
        recorded_by=RecordedBy(id=command.actor, role=command.role, auth=request.auth),
        cause=request.request_id,
        definition_sha256=definition,
        tail=tail,
        random_bytes=house.randomness.bytes,
    )


_MOVES_DEADLINES = (
    *(event for name, event in e.EVENT_TYPES.items() if name.startswith("deadline.")),
    e.StepEntered,
    e.ProcedureMoved,
    e.ProcedureMovedBack,
    e.ProcedureTerminated,
)


def _who_was_first(tx: Transaction, procedure: str, known: int) -> str:
    lines = [
        f"event {line.n} {body['type']} by {body['recorded_by']['id']} ({body['recorded_by']['role']}) at {body['at']}"
        for line in tx.events(procedure, after_n=known)
        for body in (line.body(),)
    ]
    shown = "; ".join(lines[:5]) or "its history is shorter than you know it"
    return f"Somebody was first: since event {known} of {procedure} there is {shown}. Look again, then decide."


def _with_event_type(tx: Transaction, command: c.Correct) -> c.Correct:
    """The type of the event that is corrected comes from the history, whatever was given."""
    line = next(tx.events(command.procedure, after_n=command.event - 1, upto_n=command.event), None)
    return command.model_copy(update={"event_type": "" if line is None else line.body()["type"]})
