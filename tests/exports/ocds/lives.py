"""Procedures whose commands are told apart, as the store tells them: what releases are made from."""

from __future__ import annotations

import random
from contextlib import suppress

from config.open_data import OpenData
from engine import commands as c
from engine.errors import SeedbedError
from exports.ocds.releasing.case import Case, Told
from procedures.loader import LoadedDefinition
from tests.hands import Case as InMemory
from tests.pilot import TWO, Partners, make, run, way
from tests.properties.wishes import Wishes, moments


class Life(InMemory):
    """A procedure in memory that remembers which command each event came from."""

    def __init__(self, loaded: LoadedDefinition) -> None:
        """Begin before the procedure is opened."""
        super().__init__(loaded)
        self.causes: list[str] = []

    def send(self, command: c.Command) -> tuple[str, ...]:
        """Decide, let the events happen, and note whose they are."""
        first = len(self.history)
        done = super().send(command)
        self.causes += [f"command-{first}"] * (len(self.history) - first)
        return done

    def told(self, upto: int | None = None, settings: OpenData | None = None) -> Case:
        """What releases are made from: all of it, or the first ``upto`` events."""
        history = [
            Told(n=happened.n, at=happened.at, event=happened.event, cause=cause)
            for happened, cause in zip(self.history[:upto], self.causes[:upto], strict=True)
        ]
        names = {ref: f"{ref.capitalize()} Limited" for ref in self.state.partners}
        return Case(
            reference=self.reference,
            definition=self.definition,
            history=history,
            settings=settings or OpenData(),
            names=names,
        )


def random_life(loaded: LoadedDefinition, seed: int, wishes: int) -> Life:
    """A procedure on which random people worked: whatever was refused left nothing behind."""
    rng, life = random.Random(seed), Life(loaded)
    lots = rng.choice(([], [], ["north", "south"]))
    facts = {fact: rng.random() < 0.4 for fact in loaded.definition.facts}
    life.do("open", lots={lot: f"Lot {lot}" for lot in lots}, facts=facts)
    for kind, fields in moments(Wishes(life, rng, lots), wishes):
        with suppress(SeedbedError):
            run(life, (kind, fields))
    return life


def lived(
    loaded: LoadedDefinition, target: str, *, partners: Partners | None = None, facts: tuple[str, ...] = ()
) -> Life:
    """A procedure that came to a step by the shortest lawful way."""
    life, taking_part = Life(loaded), TWO if partners is None else partners
    definition = loaded.definition
    lots = {lot: f"Lot {lot}" for lot in dict.fromkeys(taking_part.values()) if lot is not None}
    life.do("open", lots=lots, facts={fact: fact in facts for fact in definition.facts})
    for move in way(definition, definition.initial, target):
        make(life, move, partners=taking_part)
    return life
