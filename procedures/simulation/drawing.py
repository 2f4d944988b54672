"""Draws figures of a plan: each estimate of three numbers is read as a PERT distribution.

PERT is a beta distribution between the least and the most whose mode is the likeliest, with shape 4 (D. G. Malcolm and
others, Application of a technique for research and development program evaluation, Operations Research 7, 1959).
"""

from __future__ import annotations

from random import Random
from typing import Final

from engine.definition.plan import Estimate

SHAPE: Final = 4
"""How much the likeliest value weighs against the extremes: the usual choice."""


def pert(random: Random, estimate: Estimate) -> int:
    """A whole number between the least and the most, its mean (least + 4 likely + most) / 6."""
    least, likely, most = estimate.least, estimate.likely, estimate.most
    if least == most:
        return least
    span = most - least
    alpha, beta = 1 + SHAPE * (likely - least) / span, 1 + SHAPE * (most - likely) / span
    return round(least + span * random.betavariate(alpha, beta))
