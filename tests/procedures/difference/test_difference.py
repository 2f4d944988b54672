"""The difference of two definitions in legal and human terms: golden sentences, one for each kind of change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procedures.checker.finding import Finding
from procedures.difference import Change, Effect, difference
from procedures.difference.difference import changes
from procedures.proof import Placed, Proof, prove
from tests.engine.another_version import LONGER, SHORTER, another
from tests.factories import real, small

_COUNTED = "length: 8, unit: working-days, counting:"
_STILL = "set_by: [manager]\n    stands_still: [suspended"
_NOTHING = "nothing: { title: Award nothing, by: owner,"
_RENAMED = "succeeds:\n  - { version: 1.0.0, partner_states: { trying: piloting } }\nfinal_round: final"
_DECLARED = next(line for line in small().path.read_text().splitlines(keepends=True) if "declared_anew" in line)

GOLDEN: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "a shorter standstill": ((SHORTER,), '"Standstill" shortened from 8 working days to 5 working days.'),
    "a longer standstill": ((LONGER,), '"Standstill" lengthened from 8 working days to 10 working days.'),
    "counted from the day after": (
        ((f"{_COUNTED} beginning-with", f"{_COUNTED} after"),),
        '"Standstill" lengthened from 8 working days (beginning with the start) to 8 working days (after the start).',
    ),
    "no longer still in a pause": (
        ((f"{_STILL}, paused]", f"{_STILL}]"),), '"Entry closes" no longer stands still while it is paused.',
    ),
    "a requirement less": (
        ((_DECLARED, ""),), 'The move "Decide the award" no longer asks: Interests are declared anew.',
    ),
    "fewer partners": (
        (("states: [trying], min: 1, max: 3", "states: [trying], min: 1, max: 2"),),
        '"One to three try." of the move "Start the trial" asks something else: max 2, was 3.',
    ),
    "who decides": (
        ((f"{_NOTHING} confirmed_by: lawyer,", _NOTHING),),
        'The decision "Award nothing", confirmed by: nobody; it was lawyer.',
    ),
    "another law": ((("law_pack: test-1", "law_pack: test-2"),), "Law pack: test-2; it was test-1."),
    "a role may less": (
        (("correct: [manager, lawyer]", "correct: [lawyer]"),), "Who may correct: lawyer; it was manager or lawyer.",
    ),
    "a paper that is larger": (
        (("during: [DRAFT], max_bytes: 1000", "during: [DRAFT], max_bytes: 2000"),),
        'The paper "Paper", max bytes: 2000; it was 1000.',
    ),
    "the weights": (
        (("weight: 60, minimum: 2", "weight: 70, minimum: 2"), ("        weight: 40", "        weight: 30")),
        'The round "Final round", criteria: Way 30%, Worth 70%; it was Way 40%, Worth 60%.',
    ),
    "a state with another name": (
        (("trying", "piloting"), ("final_round: final", _RENAMED)),
        "The partner state trying is called piloting.",
    ),
}  # fmt: skip


def said(*texts: tuple[str, str]) -> list[Change]:
    """The changes from the small procedure to another version of it."""
    return list(changes(small().definition, another(*texts).definition))


@pytest.mark.parametrize("name", GOLDEN)
def test_each_change_is_one_sentence(name: str) -> None:
    """The sentences, word for word; what is only renamed does not count as changed."""
    texts, expected = GOLDEN[name]
    assert [one.sentence for one in said(*texts)] == [expected]


def test_nothing_differs_from_itself() -> None:
    """Neither the small procedure nor the one that ships."""
    assert changes(small().definition, small().definition) == ()
    assert changes(real().definition, real().definition) == ()


def test_what_is_shortened_says_so() -> None:
    """Time that somebody was promised: told apart from everything else."""
    (shorter,) = said(SHORTER)
    (longer,) = said(LONGER)
    assert (shorter.effect, shorter.shortens, shorter.rules) == (Effect.SHORTENED, True, ("TE-SS",))
    assert (longer.effect, longer.shortens) == (Effect.LENGTHENED, False)


def test_a_rule_that_is_newly_broken_stands_with_its_change() -> None:
    """What the checkers find in the newer one alone, by its rule or its place; what both break is not new."""
    old, new = prove(small()), prove(another(SHORTER))
    finding = Finding(where="deadlines.standstill.period", message="Too short.", rule="UK-SS-1")
    both = Finding(where="moves[1]", message="Always so.", rule="UK-X-1")
    found = difference(_with(old, both), _with(new, both, finding))
    (change,) = found.changes
    assert (change.breaks, found.broken, found.mended) == (("UK-SS-1",), (finding,), ())
    assert difference(_with(new, finding), old).mended == (finding,)


def _with(proof: Proof, *findings: Finding) -> Proof:
    return replace(proof, placed=tuple(Placed(checker="law", line=1, finding=one) for one in findings))
