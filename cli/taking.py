"""Who takes a copy out, by pseudonym."""

from __future__ import annotations

from cli.declaring import Taker
from cli.desk import Desk
from engine.errors import InvalidInput


def actor_of(desk: Desk, taker: Taker) -> str:
    """The pseudonym of whoever takes it; InvalidInput when nobody was named, NotFound for an unknown address."""
    from cli.carry_out import person_meant

    if not taker.actor:
        raise InvalidInput(
            "Say who takes it: --actor PERSON (a pseudonym or an e-mail address), or set SEEDBED_ACTOR. Every copy that"
            " leaves the house is on record: seedbed audit exports"
        )
    with desk.reading() as reading:
        return person_meant(reading, taker.actor)
