"""What the store keeps beside the history for quick reading: rows made from a state, never from anything else."""

from __future__ import annotations

from datetime import datetime

from engine.definition import Definition
from engine.state import Deadline, State
from storage.codec import state_to_bytes
from storage.records import DeadlineRow, ProcedureRow


def procedure_row(state: State, hash_: bytes, updated_at: datetime, updated_by: str) -> ProcedureRow:
    """The row of a procedure as of its newest event."""
    name, due_at = next_deadline(state)
    return ProcedureRow(
        stream=state.procedure,
        n=state.n,
        hash=hash_,
        definition=state.definition,
        title=state.title,
        stage=state.stage,
        step=state.step,
        overlay=overlay_of(state),
        ended=state.ended,
        next_deadline=name,
        next_deadline_at=due_at,
        updated_at=updated_at,
        updated_by=updated_by,
        state=state_to_bytes(state),
    )


def overlay_of(state: State) -> str | None:
    """What lies over the stage, or what an ended procedure still owes."""
    if state.ended is not None and state.notice_due is not None:
        return f"owes {state.notice_due}"
    if state.suspended is not None:
        return "suspended"
    return "paused" if state.paused_n is not None else None


def next_deadline(state: State) -> tuple[str | None, datetime | None]:
    """The running deadline that ends first after the state's newest event."""
    at = state.at
    if at is None:
        return None, None
    running = [
        (known.due_at, name)
        for name, known in state.deadlines.items()
        if known.runs and known.due_at >= at and not _over(state, known)
    ]
    if not running:
        return None, None
    due_at, name = min(running)
    return name, due_at


def deadline_rows(definition: Definition, state: State) -> list[DeadlineRow]:
    """Every deadline of a procedure that has a date."""
    return [
        DeadlineRow(
            stream=state.procedure,
            deadline=name,
            lot="",
            due_at=known.due_at,
            status=_status(state, known, owed=bool(definition.deadlines[name].met_by)),
        )
        for name, known in state.deadlines.items()
        if name in definition.deadlines
    ]


def _status(state: State, known: Deadline, *, owed: bool) -> str:
    """``owed``: it runs and something meets it, so that it can be missed; ``running``: it only ends."""
    if known.met_n is not None:
        return "met"
    if _over(state, known):
        return "ended"
    if known.missed_n is not None:
        return "missed"
    if known.stopped_at is not None:
        return "standing still"
    return ("owed" if owed else "running") if known.started else "planned"


def _over(state: State, known: Deadline) -> bool:
    """The end of a procedure ends its deadlines, except those that begin with it: a notice is then still owed."""
    return state.ended is not None and known.n < state.entered_n(state.step)
