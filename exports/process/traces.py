"""The lives in a history as nets see them: the events that moved the procedure, or one partner, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine import events as e
from engine.evolve import evolve
from engine.state import State
from exports.process.machine import PARTNER_REGISTERS, PROCEDURE_ENDS, PROCEDURE_OPENS, TERMINATION, Which
from exports.process.source import Entry, History


class Moved(NamedTuple):
    """An event under the name of the transition that it is."""

    name: str
    entry: Entry


class Trace(NamedTuple):
    """The moves of one life in order; ``partner`` is None in the procedure's own."""

    partner: str | None
    moves: tuple[Moved, ...]


def traces_of(history: History, which: Which) -> tuple[Trace, ...]:
    """The procedure's own life, or one for each partner in the order in which they came."""
    if which is Which.PROCEDURE:
        return (Trace(partner=None, moves=tuple(_procedure(history))),)
    return tuple(Trace(partner=ref, moves=tuple(moves)) for ref, moves in _partners(history).items())


def _procedure(history: History) -> Iterator[Moved]:
    for entry in history.entries:
        match entry.event:
            case e.ProcedureOpened():
                yield Moved(name=PROCEDURE_OPENS, entry=entry)
            case e.StepEntered(move=move):
                yield Moved(name=move, entry=entry)
            case e.ProcedureTerminated():
                yield Moved(name=TERMINATION, entry=entry)
            case _:
                pass


def _partners(history: History) -> dict[str, list[Moved]]:
    lives: dict[str, list[Moved]] = {}
    state = State(procedure=history.reference)
    for entry in history.entries:
        before, state = state, evolve(state, entry)
        match entry.event:
            case e.PartnerRegistered(partner=ref):
                lives[ref] = [Moved(name=PARTNER_REGISTERS, entry=entry)]
            case e.PartnerMoved(partner=ref, move=move):
                lives[ref].append(Moved(name=move, entry=entry))
            case e.CorrectionRecorded(effect="void"):
                for ref, life in lives.items():
                    # A departure that was taken back is no part of the life that counts (the history keeps both).
                    if state.partners[ref].state != before.partners[ref].state:
                        life.pop()
            case _:
                pass
        if before.ended is None and state.ended is not None:
            for ref, life in lives.items():
                if state.partners[ref].state not in history.definition_at(entry.n).leavers:
                    life.append(Moved(name=PROCEDURE_ENDS, entry=entry))
    return lives
