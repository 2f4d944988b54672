"""Several commands to several procedures at once: all of them are carried out, or none, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from actions import attempts
from actions.answer import Answer
from actions.clockwork.anomalies import look_back, watch
from actions.house import House
from actions.ledger.at_once import signed

# The one command path is `within`: what stands around it here differs from `perform` only in how many pass through.
from actions.perform import Behind, Request, within
from engine.errors import NotAllowed, Refused


class _Undone(Exception):
    """Not an error: carries the answers out of a transaction that is undone."""

    def __init__(self, answers: tuple[Answer, ...]) -> None:
        self.answers = answers


def perform_together(house: House, requests: Sequence[Request], *, dry_run: bool = False) -> tuple[Answer, ...]:
    """Carry out every command or none; raises what stands in the way of the first that cannot be carried out."""
    watch(house)
    done = []
    asked = None
    try:
        with house.store.transaction() as tx:
            for asked in requests:
                done.append(within(house, tx, asked))
            if dry_run:
                raise _Undone(tuple(answer for answer, _, _ in done))
    except _Undone as undone:
        return undone.answers
    except Behind:
        look_back(house)
        return perform_together(house, requests, dry_run=dry_run)
    except (Refused, NotAllowed) as refusal:
        if not dry_run and asked is not None:
            attempts.keep(house, asked.command, asked.request_id, refusal)
        raise
    for _, state, stored in done:
        if stored:
            house.states.keep(stored[-1].hash, state)
    return tuple(signed(house, answer, stored) for answer, _, stored in done)
