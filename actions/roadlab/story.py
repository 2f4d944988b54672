"""The whole story, act by act, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.roadlab import award, first_round, problem_statement, refinement, seed_funding, testbed
from actions.roadlab.script import Act, Acts
from engine.decide.reasons import require_known
from engine.definition import Definition

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


def story_until(definition: Definition, step: str) -> Acts:
    """The story up to the act that brings the procedure to a step; ``NotFound`` for one to which it never comes."""
    acts = list(story())
    require_known(steps_of(definition, acts), step, "step of the demonstration")
    return _up_to(acts, definition.initial, step)


def steps_of(definition: Definition, acts: Iterable[Act]) -> tuple[str, ...]:
    """The steps that the story comes to, in its order."""
    return (definition.initial, *(str(act.fields["to"]) for act in acts if _moves(act)))


def _up_to(acts: Iterable[Act], initial: str, step: str) -> Iterator[Act]:
    for act in acts:
        yield act
        if (act.kind == "open" and step == initial) or (_moves(act) and act.fields["to"] == step):
            return


def _moves(act: Act) -> bool:
    return act.kind == "advance" and act.must_fail is None
