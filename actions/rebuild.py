"""Throw the projections away and make them again from the history: they hold nothing of their own."""

from __future__ import annotations

from collections.abc import Callable

from actions.clockwork.record import project_clock
from actions.house import House
from actions.people import project_register
from actions.projection import deadline_rows, procedure_row
from actions.reminders.planning import plan_anew
from engine import register as r
from engine.clock_record import CLOCK
from engine.errors import VerificationFailed
from engine.evolve import replay
from engine.streams import RESERVED_STREAMS
from storage.codec import history_in, register_event
from storage.transaction import Transaction
from storage.verify import verify_chain


def rebuild(house: House, progress: Callable[[int, int], None] | None = None) -> int:
    """Replay every stream into empty projections, in one transaction; returns how many procedures there are.

    ``VerificationFailed`` names the first fault of a broken chain and leaves the projections as they were: they may be
    the last good copy of what the history said.
    """
    with house.store.transaction() as tx:
        if (first_bad := verify_chain(tx).first_bad) is not None:
            raise VerificationFailed(f"Nothing was made anew, for the history is broken. {first_bad}")
        tx.drop_projections()
        tx.drop_planned_reminders()
        streams = tx.streams()
        for done, stream in enumerate(streams, 1):
            rebuild_stream(house, tx, stream)
            if progress is not None:
                progress(done, len(streams))
        house.states.clear()
        return sum(1 for stream in streams if stream not in RESERVED_STREAMS)


def rebuild_stream(house: House, tx: Transaction, stream: str) -> None:
    """Make the projections of one stream."""
    if stream == r.REGISTER:
        events = [(register_event(line.canon)[1], line) for line in tx.events(stream)]
        project_register(tx, r.Register(), events)
        return
    if stream == CLOCK:
        project_clock(tx)
        return
    if stream in RESERVED_STREAMS:
        return  # a record that nothing is projected from
    state = replay(history_in(tx.canon(stream)), stream)
    last = next(tx.events(stream, after_n=state.n - 1), None)
    if last is None:
        raise VerificationFailed(f"The stream {stream} has no events.")
    definition = house.definitions.pinned(tx, state.definition)
    tx.save_procedure(procedure_row(state, last.hash, last.at(), last.body()["recorded_by"]["id"]))
    tx.save_deadlines(stream, deadline_rows(definition, state))
    plan_anew(house, tx, definition, state)
