"""Requirements about papers, as questions: what can still be filed, what is there, and what is out of its time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.definition import requirements as r
from procedures.exploration.memory import Key, Memory, Paper
from procedures.exploration.scene import (
    GOOD,
    LOCKED,
    MISSING,
    PASSED,
    SENT_BACK,
    Answer,
    Force,
    Partner,
    Scene,
    Want,
    yes,
)

Numbers = Callable[[Iterable[str]], frozenset[int]]


def whole_paper(asks: Paper, step: str, memory: Memory, indices: Mapping[Key, int]) -> Answer:
    """A paper of the procedure itself."""
    sealed = memory.grounds.definition.artefacts[asks.artefact].sealed_until
    keys: list[Key] = [("paper", asks.artefact)]
    if isinstance(asks, r.ArtefactAccepted) and asks.since is not None:
        keys.append(("fresh_paper", asks.artefact, asks.since))
    if memory.paper_at_hand(asks.artefact, step):
        return Answer(yes, forces=tuple(Force(indices[key]) for key in keys if key in indices))
    index = indices[keys[-1]]
    if sealed is None:
        enough = _enough(asks)
        return Answer(lambda scene: scene.whole[index] in enough)
    clock = indices["deadline", sealed]
    if isinstance(asks, r.ArtefactFiled):
        return Answer(lambda scene: scene.whole[index] != MISSING)
    if isinstance(asks, r.ArtefactReviewed):
        return Answer(lambda scene: scene.whole[clock] == PASSED)
    opened = Answer(lambda scene: scene.whole[index] in _ACCEPTABLE and scene.whole[clock] == PASSED)
    return opened._replace(forces=(Force(index, value=LOCKED),))


_ACCEPTABLE = frozenset({GOOD, LOCKED})


def _enough(asks: Paper) -> frozenset[int]:
    """What a paper may be: accepted; or on file, or answered, if only sent back."""
    return _ACCEPTABLE if isinstance(asks, r.ArtefactAccepted) else frozenset({GOOD, SENT_BACK, LOCKED})


def own_paper(  # noqa: PLR0917 - what an answer rests on, each thing by itself
    asks: Paper,
    step: str,
    states: tuple[str, ...],
    memory: Memory,
    whole: Mapping[Key, int],
    own: Mapping[Key, int],
    numbers: Numbers,
) -> Answer:
    """A paper that each partner in some states hands in."""
    sealed = memory.grounds.definition.artefacts[asks.artefact].sealed_until
    key: Key = ("paper", asks.artefact)
    if sealed is None:
        at_hand = [state for state in states if memory.paper_at_hand(asks.artefact, step, state)]
        return of_each(own.get(key), numbers(states), numbers(at_hand), _enough(asks))
    takes = memory.can_file(asks.artefact, step)
    leavers = memory.grounds.definition.leavers
    in_ = numbers(state for state in states if takes and state not in leavers)
    return _sealed(asks, own[key], whole["deadline", sealed], numbers(states), in_)


def _sealed(asks: Paper, index: int, clock: int, wanted: frozenset[int], in_: frozenset[int]) -> Answer:
    """Filed before its deadline, opened after it; who handed in nothing has none."""

    def each(holds: Callable[[Scene, Partner], bool]) -> Callable[[Scene], bool]:
        return lambda scene: all(holds(scene, partner) for partner in scene.asked(wanted))

    if isinstance(asks, r.ArtefactFiled):
        on_file = each(lambda s, p: p[index] != MISSING or (p[0] in in_ and s.whole[clock] != PASSED))
        return Answer(on_file, forces=(Force(index, in_, _FILED),) if in_ else ())
    if isinstance(asks, r.ArtefactReviewed):
        return Answer(each(lambda s, p: s.whole[clock] == PASSED or p[index] in {SENT_BACK, LOCKED}))
    opened = each(lambda s, p: p[index] in _ACCEPTABLE and s.whole[clock] == PASSED)
    return Answer(opened, forces=(Force(index, wanted, LOCKED),))


_FILED = GOOD


def of_each(index: int | None, wanted: frozenset[int], at_hand: frozenset[int], enough: frozenset[int]) -> Answer:
    """Something that every partner in the states has, or can be given on the spot while it is in some of them."""
    if index is None:  # it can be had wherever it is asked for
        return Answer(yes)

    def test(scene: Scene) -> bool:
        return all(partner[0] in at_hand or partner[index] in enough for partner in scene.asked(wanted))

    return Answer(test, Want.OTHER, (Force(index, at_hand),) if at_hand else ())
