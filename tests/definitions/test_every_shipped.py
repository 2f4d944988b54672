"""Every definition that ships is lived through by the real core, to each of its ends, and judged from outside."""

from __future__ import annotations

import pytest

from engine.definition import Definition
from exports.ocds.profiles import Profile
from procedures.registry import shipped as all_shipped
from tests.definitions.playing import (
    Ending,
    along,
    endings,
    good_end,
    judged,
    opened,
    shipped,
    to_end,
    to_step,
    verified,
)
from tests.exports.ocds.lives import random_life as random_releases
from tests.exports.ocds.test_random_lives import assert_good
from tests.exports.verifier.lives import random_life
from tests.factories import Case
from tests.properties.game import play

NAMES = [one.name for one in all_shipped()]
EACH = pytest.mark.parametrize("name", NAMES)
WISHES = 300
LONG = 200


def definition(name: str) -> Definition:
    """The words of a shipped definition."""
    return shipped(name).definition


ENDINGS = [pytest.param(name, ending, id=f"{name}-{ending}") for name in NAMES for ending in endings(definition(name))]
MOVES = [pytest.param(name, move.move, id=f"{name}-{move.move}") for name in NAMES for move in definition(name).moves]


@pytest.mark.parametrize(("name", "ending"), ENDINGS)
def test_every_end_is_reached(name: str, ending: Ending) -> None:
    """By a move or early, from the opening on, with two suppliers who take part."""
    player = to_end(shipped(name), ending)
    assert (player.state.step, player.state.ended is None) == (ending.step, False)


@pytest.mark.parametrize(("name", "move"), MOVES)
def test_every_move_can_be_made(name: str, move: str) -> None:
    """Whatever its gate asks can be done by somebody, in the step in which it is asked."""
    loaded = shipped(name)
    rule = loaded.definition.moves_by_name[move]
    player = opened(loaded)
    along(to_step(player, rule.source), [move])
    assert player.state.step == rule.target


@EACH
def test_the_whole_way_can_be_gone_whatever_the_facts(name: str) -> None:
    """No answers, all answers, and each alone: every way leads to the end that a good procedure comes to."""
    facts = tuple(definition(name).facts)
    last = good_end(definition(name))
    together = tuple(fact for fact in facts if not definition(name).facts[fact].contradicts)
    for yes in ((), together, *((fact,) for fact in facts)):
        assert to_end(shipped(name), last, facts=yes).state.ended == last.step, yes


@EACH
def test_a_whole_procedure_is_verified_and_exported(name: str) -> None:
    """A history is its state, the auditor's program accepts its bundle, and no export fails."""
    judged(to_end(shipped(name), good_end(definition(name))))


@EACH
def test_an_abandoned_procedure_is_verified_and_exported(name: str) -> None:
    """The same for one that ends without any supplier ever being chosen."""
    early = next(one for one in endings(definition(name)) if one.move is None)
    judged(to_end(shipped(name), early))


@EACH
def test_lots_go_the_whole_way_side_by_side(name: str) -> None:
    """A procedure with two lots ends as one without."""
    last = good_end(definition(name))
    partners = {"acme": "north", "bolt": "south"}
    assert to_end(shipped(name), last, partners=partners).state.ended == last.step


@EACH
def test_random_lives_agree_with_an_independent_model(name: str) -> None:
    """Whatever people ask for, the rules say what a model says that was written by somebody else."""
    outcomes: dict[str, int] = {}
    for seed in range(2):
        game = play(Case(shipped(name)), seed, WISHES)
        for outcome, count in game.outcomes.items():
            outcomes[outcome] = outcomes.get(outcome, 0) + count
    assert outcomes["accepted"] > 2 * 10


@EACH
def test_random_lives_are_verified_and_told(name: str) -> None:
    """Off the straight way too, the auditor's program agrees and open data is valid."""
    judged_by_chance(name, range(1))


@pytest.mark.long
@pytest.mark.timeout(3600)
@EACH
def test_hundreds_of_random_lives(name: str) -> None:
    """The same, until chance has had its chance."""
    for seed in range(1_000, 1_000 + LONG):
        play(Case(shipped(name)), seed, WISHES)
    judged_by_chance(name, range(1_000, 1_000 + LONG // 10))


def judged_by_chance(name: str, seeds: range) -> None:
    """Random lives before the auditor and before open data, where a profile knows the regime."""
    for seed in seeds:
        verified(random_life(shipped(name), seed, WISHES))
        life = random_releases(shipped(name), seed, WISHES)
        for profile in Profile:
            assert_good(life, profile)
