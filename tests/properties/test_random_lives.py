"""Random people at work on random procedures: whatever they ask for, the rules say what an independent model says.

After every wish the state is compared with the model, and a refused one must have changed nothing. A failure names the
seed and the last wishes, so that it can be played again.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce

import pytest

from engine.evolve import evolve, replay
from engine.state import State
from procedures.loader import LoadedDefinition
from storage.codec import state_from_bytes, state_to_bytes
from tests.factories import Case, real, small
from tests.properties.game import Game, play

BOTH = pytest.mark.parametrize(("loaded", "wishes"), [(small(), 160), (real(), 420)], ids=["small", "real"])
QUICK = 30
LONG = 1_500


def played(loaded: LoadedDefinition, seed: int, wishes: int) -> Game:
    """One game in memory, whose history, state and bytes must be one and the same in the end."""
    game = play(Case(loaded), seed, wishes)
    assert isinstance(game.hands, Case)
    history, state = game.hands.history, game.hands.state
    assert replay(history, "RL-1") == reduce(evolve, history, State(procedure="RL-1")) == state
    assert state_from_bytes(state_to_bytes(state)) == state
    return game


@BOTH
def test_the_rules_agree_with_an_independent_model(loaded: LoadedDefinition, wishes: int) -> None:
    """Accepted, refused, turned away or bad input, with the same gate requirements unmet, and the same state after."""
    outcomes: Counter[str] = Counter()
    steps: set[str] = set()
    for seed in range(QUICK):
        game = played(loaded, seed, wishes)
        outcomes.update(game.outcomes)
        steps |= set(game.hands.state.visits)
    # The games are of use only if they come far and are refused often.
    assert outcomes["accepted"] > QUICK * 20
    assert outcomes["refused"] > QUICK * 10
    assert min(outcomes["turned away"], outcomes["bad input"]) > QUICK
    assert steps >= set(loaded.definition.steps)


@pytest.mark.long
@pytest.mark.timeout(3600)
@BOTH
def test_the_rules_agree_with_the_model_for_thousands_of_lives(loaded: LoadedDefinition, wishes: int) -> None:
    """The same, until chance has had its chance."""
    for seed in range(10_000, 10_000 + LONG):
        played(loaded, seed, wishes)


@BOTH
def test_any_prefix_of_a_random_history_can_be_lived_on(loaded: LoadedDefinition, wishes: int) -> None:
    """It replays to the state that was true then, and the game goes on from there."""
    game = played(loaded, 77, wishes)
    assert isinstance(game.hands, Case)
    state = State(procedure="RL-1")
    for happened in game.hands.history:
        state = evolve(state, happened)
        assert state == replay(game.hands.history[: happened.n + 1], "RL-1")
        again = Case(loaded)
        again._state, again.history = state, game.hands.history[: happened.n + 1]
        again.wait_until(happened.at)
        again.do("declare_conflicts", role=loaded.definition.powers.declare_conflicts[0])
