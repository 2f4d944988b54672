"""Running procedures moved to a version, one by one: previewed, decided on record, each in its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from actions.answer import Answer
from actions.designing.record import append, designs_of, now_of
from actions.designing.versions import version_meant
from actions.house import House
from actions.perform import Request, perform
from actions.queries.fitting import fitting_role
from actions.queries.moment import Moment, moment_of, present_of
from engine.commands import COMMANDS, MoveBack, MoveProcedure
from engine.decide.moving import plan_move
from engine.designs import DESIGNS, MoveDecided, MoveFinished
from engine.errors import InvalidInput, Refused, SeedbedError
from engine.evaluation import Context
from engine.explanation import Finding
from engine.moving import Reckoned
from procedures.loader import LoadedDefinition
from storage.reading import Reading
from storage.records import RecordedBy

Progress = Callable[[str, int, int], None]
"""What is being moved, how many are done, how many there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveSeen:
    """What the move would do to one procedure, or why it cannot be moved; ``n`` is its newest event."""

    procedure: str
    title: str
    re_enactment: str | None
    zone: str
    n: int
    version: str
    step: str
    step_then: str
    modification: str
    calendar: str
    deadlines: tuple[Reckoned, ...]
    refused: tuple[Finding, ...]

    @property
    def possible(self) -> bool:
        """Whether nothing stands against it."""
        return not self.refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """Every running procedure that the move is about; ``already`` run under that version."""

    definition: str
    name: str
    version: str
    law_pack: str
    now: datetime
    procedures: tuple[MoveSeen, ...]
    already: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotMoved:
    """A procedure that stayed where it was, and why."""

    procedure: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MovesDone:
    """What came of a decision: the answers of those that were moved, and those that were not."""

    decision: str | None
    answers: tuple[Answer, ...]
    not_moved: tuple[NotMoved, ...]


def running(reading: Reading, name: str) -> list[str]:
    """Every running procedure under any version of a definition, by reference."""
    names = {row.sha256 for row in reading.definitions() if row.name == name}
    rows = (reading.procedure(known[0]) for known in reading.procedures())
    return [row.stream for row in rows if row is not None and row.ended is None and row.definition in names]


def running_under(reading: Reading, digest: str) -> list[str]:
    """Every running procedure under this very definition, by reference."""
    rows = (reading.procedure(known[0]) for known in reading.procedures())
    return [row.stream for row in rows if row is not None and row.ended is None and row.definition == digest]


def preview(
    house: House, reading: Reading, loaded: LoadedDefinition, procedures: Iterable[str], asked: dict[str, Any]
) -> Preview:
    """What moving these procedures would do, deadline by deadline; nothing is changed."""
    seen, already = [], []
    for procedure in procedures:
        moment = moment_of(house, reading, procedure)
        if moment.state.definition == loaded.digest:
            already.append(procedure)
        else:
            seen.append(_seen(house, moment, loaded, asked))
    definition = loaded.definition
    return Preview(
        definition=loaded.digest,
        name=definition.name,
        version=definition.version,
        law_pack=definition.law_pack,
        now=present_of(house, reading),
        procedures=tuple(seen),
        already=tuple(already),
    )


def _seen(house: House, moment: Moment, loaded: LoadedDefinition, asked: dict[str, Any]) -> MoveSeen:
    state = moment.state
    given = {"actor": "preview", "role": "preview", "reason": "preview", **asked}
    command = MoveProcedure(procedure=state.procedure, definition=loaded.digest, **given)
    other = house.asked_calendar(command, state.calendar, loaded.definition)
    context = Context(
        definition=moment.definition, state=state, now=moment.now, calendar=moment.calendar,
        clock_error=moment.clock_error, other=other, target=loaded.definition,
    )  # fmt: skip
    planned = plan_move(context, command)
    moved = planned.moved
    return MoveSeen(
        procedure=state.procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        zone=moment.zone,
        n=state.n,
        version=state.version,
        step=state.step,
        step_then=moved.step,
        modification=moved.modification,
        calendar=moved.calendar,
        deadlines=planned.reckoned,
        refused=tuple(finding for finding in planned.reasons.findings if finding.blocks),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is asked of every procedure, and by whom; without a role the fitting one is found."""

    loaded: LoadedDefinition
    asked: dict[str, Any]
    actor: str
    role: str | None
    auth: str = "claim"

    def command(self, house: House, procedure: str) -> MoveProcedure:
        """The command for one procedure."""
        given = {"actor": self.actor, "role": self.role or "role_to_be_found", **self.asked}
        command = MoveProcedure(procedure=procedure, definition=self.loaded.digest, **given)
        if self.role is not None:
            return command
        with house.store.reading() as reading:
            return command.model_copy(update={"role": fitting_role(house, reading, command)})


def move(
    house: House, order: Order, seen: Sequence[MoveSeen], *, request_id: str, progress: Progress | None = None
) -> MovesDone:
    """Move procedures as they were previewed; several are a decision on record first, gone on with by ``resume``.

    Each is its own transaction and expects what was previewed: one that has changed since, or is refused, stays where
    it is and is told; the others go on. Of a single one what stands against it is raised.
    """
    house.definitions.add(order.loaded)
    if not seen:
        return MovesDone(decision=None, answers=(), not_moved=())
    if len(seen) == 1:
        command = order.command(house, seen[0].procedure)
        request = Request(command=command, request_id=request_id, auth=order.auth, expected_n=seen[0].n)
        return MovesDone(decision=None, answers=(perform(house, request),), not_moved=())
    decided = _decide(house, order, [one.procedure for one in seen], request_id)
    return _carry_out(house, order, decided, {one.procedure: one.n for one in seen}, progress)


def resume(
    house: House, *, actor: str, role: str | None, auth: str = "claim", progress: Progress | None = None
) -> tuple[MovesDone, ...]:
    """Go on with every decision of this person that was cut off; what was moved already answers what it answered."""
    with house.store.reading() as reading:
        orders = [
            (
                decided,
                Order(
                    loaded=version_meant(reading, decided.definition),
                    asked=_asked_then(reading, decided),
                    actor=actor,
                    role=role or decided.role,
                    auth=auth,
                ),
            )
            for decided in designs_of(reading).open
            if decided.by == actor
        ]
    return tuple(_carry_out(house, order, decided, {}, progress) for decided, order in orders)


def move_back(
    house: House, procedure: str, *, actor: str, role: str | None, reason: str, request_id: str, dry_run: bool = False
) -> Answer:
    """Take the last move of a procedure back; ``Refused`` when something rests on it."""
    command = MoveBack(procedure=procedure, actor=actor, role=role or "role_to_be_found", reason=reason)
    if role is None:
        with house.store.reading() as reading:
            command = command.model_copy(update={"role": fitting_role(house, reading, command)})
    return perform(house, Request(command=command, request_id=request_id, dry_run=dry_run))


def _decide(house: House, order: Order, procedures: Sequence[str], request_id: str) -> MoveDecided:
    """Put the decision on record, once for a request id."""
    command, loaded = order.command(house, procedures[0]), order.loaded
    definition = loaded.definition
    with house.store.transaction() as tx:
        known = designs_of(tx).decisions.get(request_id)
        if known is not None:
            return known
        decided = MoveDecided(
            decision=request_id,
            definition=loaded.digest,
            name=definition.name,
            version=definition.version,
            procedures=list(procedures),
            by=order.actor,
            role=command.role,
            command=orjson.dumps(command.model_dump(mode="json")).decode(),
            reason=command.reason,
        )
        tx.put_definition(sha256=loaded.digest, name=definition.name, version=definition.version, data=loaded.canonical)
        by = RecordedBy(id=order.actor, role=command.role, auth=order.auth)
        append(house, tx, [decided], now=now_of(house, tx), by=by, cause=request_id)
    return decided


def _carry_out(
    house: House, order: Order, decided: MoveDecided, expected: dict[str, int], progress: Progress | None
) -> MovesDone:
    answers, left = [], []
    for done, procedure in enumerate(decided.procedures, 1):
        # Under a request id of its own: asked again after a crash, it answers what it answered.
        key = f"{decided.decision}/{procedure}"
        try:
            command = order.command(house, procedure)
            known = Request(command=command, request_id=key, auth=order.auth, expected_n=expected.get(procedure))
            answers.append(perform(house, known))
        except SeedbedError as error:
            left.append(NotMoved(procedure=procedure, why=_said(error)))
        if progress is not None:
            progress(f"moving to {decided.version}", done, len(decided.procedures))
    _finish(house, order, decided, answers, left)
    return MovesDone(decision=decided.decision, answers=tuple(answers), not_moved=tuple(left))


def _finish(
    house: House, order: Order, decided: MoveDecided, answers: Sequence[Answer], left: Sequence[NotMoved]
) -> None:
    finished = MoveFinished(
        decision=decided.decision,
        moved=[answer.procedure for answer in answers],
        refused=[one.procedure for one in left],
        by=order.actor,
    )
    with house.store.transaction() as tx:
        if decided.decision not in designs_of(tx).finished:
            by = RecordedBy(id=order.actor, role=decided.role, auth=order.auth)
            append(house, tx, [finished], now=now_of(house, tx), by=by, cause=f"{decided.decision}/finished")


def _asked_then(reading: Reading, decided: MoveDecided) -> dict[str, Any]:
    """What was asked, from the words of the decision."""
    told = reading.disclosures(DESIGNS)
    for line in reading.events(DESIGNS):
        text = told.get((line.hash, "data.command"))
        if line.body()["data"].get("decision") == decided.decision and isinstance(text, str):
            command = COMMANDS.validate_json(text)
            return {
                name: getattr(command, name)
                for name in type(command).model_fields
                if name not in {"kind", "procedure", "actor", "role", "definition"}
            }
    raise InvalidInput(f"What was decided ({decided.decision}) can no longer be read: decide it anew.")


def _said(error: SeedbedError) -> str:
    if isinstance(error, Refused):
        return "; ".join(finding.why for finding in error.explanation.blockers)
    return str(error)
