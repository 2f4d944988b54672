"""Brings back what was given up, when a person has put right what was wrong."""

from __future__ import annotations

from collections.abc import Sequence

from actions.house import House
from engine.errors import InvalidInput, NotFound
from storage.outbox import revive

_ALL_AT_ONCE = 10_000


def try_again(house: House, identifiers: Sequence[str]) -> tuple[str, ...]:
    """Make entries that were given up due at once, with a full set of attempts; all or none of those that are named.

    ``NotFound`` for an entry that is not there, ``InvalidInput`` for one that was not given up.
    """
    with house.store.reading() as reading:
        for identifier in identifiers:
            row = reading.outbox_entry(identifier)
            if row is None:
                raise NotFound(f"There is no outbox entry {identifier}: seedbed outbox list")
            if row.dead_at is None:
                state = "is done" if row.done_at is not None else "is tried again by itself"
                raise InvalidInput(f"{identifier} was not given up: it {state}.")
    now = house.clock.now()
    return tuple(identifier for identifier in identifiers if revive(house.store, identifier, now))


def try_all_again(house: House) -> tuple[str, ...]:
    """The same for everything that was given up."""
    with house.store.reading() as reading:
        identifiers = [row.id for row in reading.unfinished(given_up=True, most=_ALL_AT_ONCE)]
    return try_again(house, identifiers)
