"""Figures of a plan are drawn as PERT says: within their bounds, with its mean, and always the same for one seed."""

from __future__ import annotations

from random import Random
from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st

from engine.definition.plan import Estimate
from procedures.simulation.drawing import pert


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), st.integers())
def test_a_draw_lies_between_the_least_and_the_most(figures: list[int], seed: int) -> None:
    """Whatever the seed, and wherever the likeliest lies."""
    least, likely, most = sorted(figures)
    assert least <= pert(Random(seed), Estimate(least=least, likely=likely, most=most)) <= most


def test_the_mean_is_that_of_pert() -> None:
    """(least + 4 likely + most) / 6, within what 20,000 draws can tell."""
    random, estimate = Random(5), Estimate(least=10, likely=40, most=190)
    drawn = [pert(random, estimate) for _ in range(20_000)]
    assert abs(fmean(drawn) - (10 + 4 * 40 + 190) / 6) < 1


def test_a_certain_figure_is_not_drawn() -> None:
    """No randomness is used up by what is known."""
    random = Random(1)
    before = random.getstate()
    assert pert(random, Estimate(least=7, likely=7, most=7)) == 7
    assert random.getstate() == before
