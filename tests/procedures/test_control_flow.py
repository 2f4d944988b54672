"""Whether the order of moves is sound: our verdict against a token moved by hand, for definitions broken by chance."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from engine.definition import Definition
from exports.process.machine import Which, machine_of
from exports.process.net import SINK, SOURCE, Net, net_of
from procedures.exploration.control_flow import AFTER, BEFORE, Whose, places, sound, unsound_places, ways
from procedures.loader import load_definition
from procedures.registry import FOLDER
from tests.procedures.mutants import mutants

MUTANTS = 500
SHIPPED = tuple(sorted(FOLDER.glob("*.yaml")))
BOTH = pytest.mark.parametrize(
    ("whose", "which"), [(Whose.PROCEDURE, Which.PROCEDURE), (Whose.PARTNER, Which.PARTNER)], ids=str
)


def played(net: Net) -> bool:
    """By the definition of soundness: from each marking that one token can reach the final one can be, and all fire."""
    reached, waiting, fired = {SOURCE}, [SOURCE], set()
    for place in waiting:  # grows while it is read
        for number, transition in enumerate(net.transitions):
            if transition.source == place:
                fired.add(number)
                if transition.target not in reached:
                    reached.add(transition.target)
                    waiting.append(transition.target)
    return (
        reached == {name for name, _ in net.places}
        and len(fired) == len(net.transitions)
        and all(ends_from(net, place) for place in reached)
    )


def ends_from(net: Net, start: str) -> bool:
    """Whether the token comes from a place to the sink, by trying every way."""
    onward: dict[str, list[str]] = {}
    for transition in net.transitions:
        onward.setdefault(transition.source, []).append(transition.target)
    seen, waiting = {start}, [start]
    while waiting:
        for place in onward.get(waiting.pop(), []):
            if place not in seen:
                seen.add(place)
                waiting.append(place)
    return SINK in seen


@BOTH
def test_our_verdict_is_that_of_the_token_for_every_mutant(whose: Whose, which: Which) -> None:
    """500 definitions of which a move, an exit, a role, a paper was taken away: the same answer in every one."""
    verdicts = set()
    for mutant in mutants(MUTANTS):
        ours = sound(mutant.definition, whose)
        net = net_of(machine_of(mutant.definition, which))
        if len(net.places) < len(places(mutant.definition, whose)) + 2:
            assert not ours  # a state that no supplier comes to is not drawn
        else:
            assert ours == played(net), f"{mutant.of}: {mutant.done}"
        verdicts.add(ours)
    assert verdicts == {True, False}


@lru_cache
def read(path: Path) -> Definition:
    """A shipped definition, read once."""
    return load_definition(path).definition


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@BOTH
def test_every_shipped_definition_is_sound(path: Path, whose: Whose, which: Which) -> None:
    """No place is unreached and from each there is a way to the end."""
    definition = read(path)
    assert unsound_places(definition, whose) == ()
    assert played(net_of(machine_of(definition, which)))


@BOTH
def test_our_ways_are_those_of_the_exported_net(whose: Whose, which: Which) -> None:
    """The net that is exported for others and the one that is judged here are one and the same."""
    for path in SHIPPED:
        definition = read(path)
        exported = [(t.source, t.target, t.label or "") for t in net_of(machine_of(definition, which)).transitions]
        ours = [(way.source, way.target, way.name) for way in ways(definition, whose)]
        # The end of a partner's life with its procedure has a name of its own there.
        ended = [(source, target, "" if target == AFTER else name) for source, target, name in exported]
        assert sorted(ours) == sorted(ended)


def test_a_place_that_is_cut_off_is_named() -> None:
    """Which place, and whether it cannot be reached or cannot end."""
    for mutant in mutants(60):
        for place, reached in unsound_places(mutant.definition):
            assert place in {BEFORE, AFTER, *mutant.definition.steps}
            edges = [(way.source, way.target) for way in ways(mutant.definition, Whose.PROCEDURE)]
            assert reached == (place in closed({BEFORE}, edges))


def closed(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
    """Everything that the edges lead to."""
    found = set(start)
    while new := {target for source, target in edges if source in found} - found:
        found |= new
    return found
