"""May this move be made, and if not, who can mend what? One procedure, one move or all that leave its step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.house import House
from actions.queries.holders import holders_of, machine_roles
from actions.queries.moment import Moment, moment_of
from actions.queries.names import require_known
from actions.queries.owed import Owed, owed_by
from engine.definition import Move
from engine.errors import Refused
from engine.explain import explain
from engine.explanation import Explanation
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class ExplainedMove:
    """One move with its whole gate; ``by`` are the titles of the roles that may make it."""

    move: str
    title: str
    source: str
    target: str
    target_title: str
    by: tuple[str, ...]
    rules: tuple[str, ...]
    next: str
    explanation: Explanation


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """The moves that were asked about; ``holders`` names who holds each role that appears in them.

    ``machines`` are the titles of the roles that no person needs to hold.
    """

    procedure: str
    title: str
    re_enactment: str | None
    zone: str
    now: datetime
    n: int
    step: str
    step_title: str
    ended: str | None
    owed: Owed | None
    moves: tuple[ExplainedMove, ...]
    holders: Mapping[str, tuple[str, ...]]
    machines: tuple[str, ...]


def explain_procedure(
    house: House,
    reading: Reading,
    procedure: str,
    *,
    to: str | None = None,
    move: str | None = None,
    at: datetime | None = None,
) -> Explained:
    """Every move that leaves the step, or those that lead where one wants to go (a step, or a stage)."""
    moment = moment_of(house, reading, procedure, at)
    state, definition = moment.state, moment.definition
    return Explained(
        procedure=procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        zone=definition.zone,
        now=moment.now,
        n=state.n,
        step=state.step,
        step_title=definition.steps[state.step].title,
        ended=state.ended,
        owed=owed_by(moment),
        moves=tuple(explained_move(moment, one) for one in _wanted(moment, to, move)),
        holders=holders_of(reading, definition, procedure, moment.now, then=at is not None),
        machines=machine_roles(definition),
    )


def explained_move(moment: Moment, move: Move) -> ExplainedMove:
    """One move, explained at that moment."""
    definition, procedure = moment.definition, moment.state.procedure
    several = sum(1 for other in definition.moves_from[move.source] if other.target == move.target) > 1
    which = f" --move {move.move}" if several else ""
    return ExplainedMove(
        move=move.move,
        title=move.title,
        source=move.source,
        target=move.target,
        target_title=definition.steps[move.target].title,
        by=moment.context().titles(move.by),
        rules=move.rules,
        next=f"seedbed advance {procedure} --to {move.target}{which}",
        explanation=explain(definition, moment.state, move, moment.now, moment.calendar, moment.clock_error),
    )


def main_move(moment: Moment) -> Move | None:
    """The move that carries the procedure on: the first that goes to another step and does not end it early."""
    moves = moment.definition.moves_from.get(moment.state.step, ())
    onward = [move for move in moves if move.target != move.source]
    steps = moment.definition.steps
    return next((move for move in onward if not steps[move.target].ends), onward[0] if onward else None)


def _wanted(moment: Moment, to: str | None, name: str | None) -> tuple[Move, ...]:
    definition, step = moment.definition, moment.state.step
    leaving = definition.moves_from[step]
    if name is not None:
        require_known(definition.moves_by_name, name, "move")
        leaving = tuple(move for move in leaving if move.move == name)
        if not leaving:
            raise _refused(moment, to, name)
    if to is None:
        return leaving
    require_known([stage.stage for stage in definition.stages] + list(definition.steps), to, "step or stage")
    exact = tuple(move for move in leaving if move.target == to)
    into = tuple(move for move in leaving if definition.stage_of[move.target] == to)
    onward = tuple(move for move in into if definition.stage_of[step] != to)
    found = exact or onward or into
    if not found:
        raise _refused(moment, to, name)
    return found


def _refused(moment: Moment, to: str | None, name: str | None) -> Refused:
    """The same answer that ``advance`` gives; deciding is imported only for it, for most readings do without."""
    from engine.decide.stages import no_such_move

    return no_such_move(moment.context(), to, name)
