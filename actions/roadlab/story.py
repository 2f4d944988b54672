"""The whole story, act by act, in the order of time."""

from __future__ import annotations

from actions.roadlab import award, first_round, problem_statement, refinement, seed_funding, testbed
from actions.roadlab.script import Acts

BEGINS = "2026-05-11 09:00"
"""When the data folder is made and the people are put into the register (London wall time)."""


def story() -> Acts:
    """Every act of the re-enactment, from the opening to the contract details notice."""
    yield from problem_statement.acts()
    yield from first_round.acts()
    yield from seed_funding.acts()
    yield from testbed.acts()
    yield from refinement.acts()
    yield from award.acts()
