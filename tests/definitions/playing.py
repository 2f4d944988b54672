"""Drives any definition from its opening to any of its ends, as somebody who only reads what is still missing.

It knows nothing of the definition in hand: it asks the core what stands in the way of the next move, does that (tests/
pilot.py), and goes on. What was played can be judged: replayed, verified from outside, and exported in every form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from engine.definition import Definition
from engine.evolve import replay
from exports.process.bpmn.writing import bpmn
from exports.process.machine import Which, machine_of
from exports.process.net import net_of
from exports.process.ocel.writing import ocel
from exports.process.pnml import pnml
from exports.process.prov import prov
from exports.process.svg import svg
from exports.process.tables.writing import files_of
from exports.process.xes import Told, xes
from procedures.loader import LoadedDefinition
from procedures.registry import load
from storage.codec import state_from_bytes, state_to_bytes
from tests.exports.ocds.lives import Life
from tests.exports.process.histories import history_of
from tests.exports.verifier import writer as w
from tests.exports.verifier.judging import asked
from tests.exports.verifier.lives import Recorder, story_of
from tests.pilot import TWO, Partners, make, way


class Player(Recorder, Life):
    """A procedure in memory that remembers what an auditor and a release need: who gave each command, and which."""


class Ending(NamedTuple):
    """One of the ways in which a procedure can end: its last move, or an early end from a step."""

    step: str
    """The step that ends it."""
    move: str | None
    """The last move; None: it is terminated."""
    source: str
    """The step from which it ends."""

    def __str__(self) -> str:
        """The name of a test case."""
        return f"{self.move or 'terminate'}-{self.source}-{self.step}"


def endings(definition: Definition) -> list[Ending]:
    """Every move that leads to an end, and an early end from every step."""
    moves = [
        Ending(step=move.target, move=move.move, source=move.source)
        for move in definition.moves
        if definition.steps[move.target].ends
    ]
    early = {
        step: Ending(step=phase.target, move=None, source=step)
        for phase in reversed(definition.termination.phases)
        if phase.published is None
        for step in phase.source
    }
    return [*moves, *early.values()]


def good_end(definition: Definition) -> Ending:
    """The last move of the longest way: a procedure that found what it was looking for."""
    order = list(definition.steps)
    return max((one for one in endings(definition) if one.move is not None), key=lambda one: order.index(one.source))


def opened(loaded: LoadedDefinition, *, partners: Partners = TWO, facts: Iterable[str] = ()) -> Player:
    """A procedure that has just been opened; ``facts`` are those answered yes."""
    player, yes = Player(loaded), frozenset(facts)
    lots = {lot: f"Lot {lot}" for lot in dict.fromkeys(partners.values()) if lot is not None}
    player.do("open", lots=lots, facts={fact: fact in yes for fact in loaded.definition.facts})
    return player


def along(player: Player, moves: Iterable[str], *, partners: Partners = TWO) -> Player:
    """Make these moves, each with everything that its gate asks for; returns the player."""
    for move in moves:
        make(player, move, partners=partners)
    return player


def to_step(player: Player, step: str, *, partners: Partners = TWO) -> Player:
    """Go on to a step by the shortest lawful way; returns the player."""
    return along(player, way(player.definition, player.state.step, step), partners=partners)


def to_end(loaded: LoadedDefinition, ending: Ending, *, partners: Partners = TWO, facts: Iterable[str] = ()) -> Player:
    """Play a procedure from its opening to one of its ends."""
    player = to_step(opened(loaded, partners=partners, facts=facts), ending.source, partners=partners)
    if ending.move is None:
        player.do("terminate")
    else:
        make(player, ending.move, partners=partners)
    return player


@lru_cache
def shipped(name: str) -> LoadedDefinition:
    """A definition that ships with Seedbed, read once."""
    return load(name)


def judged(player: Player) -> None:
    """A history is its state, an auditor's own program finds nothing wrong with it, and every export can be made."""
    assert replay(player.history, player.reference) == player.state
    assert state_from_bytes(state_to_bytes(player.state)) == player.state
    verified(player)
    assert all(exported(player))


def verified(player: Recorder) -> None:
    """The stand-alone verifier accepts the bundle of a history."""
    report = asked(w.zipped(w.bag_of(story_of(player))))
    assert report.exit == 0, (report.faults[:1], report.gaps[:1])


def exported(player: Player) -> Iterator[bytes]:
    """The history and the definition in every form in which they leave the house, but as open data."""
    history, definition = history_of(player), player.definition
    yield xes([history])
    yield xes([history], told=Told.EVERYTHING)
    yield xes([history], which=Which.PARTNER)
    yield ocel([history])
    yield prov(history)
    yield b"".join(files_of(history).values())
    for which in Which:
        machine = machine_of(definition, which)
        yield pnml(net_of(machine))
        yield bpmn(definition, player.loaded.digest, machine)
        yield svg(machine).encode()
