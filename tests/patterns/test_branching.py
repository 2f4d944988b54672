"""Advanced branching and joining: 6, 7, 9, 30 and 32."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from tests.hands import Case
from tests.patterns.reading import call_off, called, case, file, finish, open_moves

STUDIES = {"digital": "security_study", "mobile": "traffic_study", "medical": "safety_study"}
THREE = ("acme", "bolt", "core")


def _opened(number: int, answers: tuple[bool, ...]) -> tuple[Case, set[str]]:
    facts = dict(zip(STUDIES, answers, strict=True))
    return case(number, facts=facts), {STUDIES[fact] for fact, answer in facts.items() if answer}


@pytest.mark.parametrize("answers", list(product([False, True], repeat=3)))
def test_6_any_number_of_pieces_of_work_is_chosen(answers: tuple[bool, ...]) -> None:
    """The answers given at the opening say which papers are asked for: none, some or all."""
    opened, wanted = _opened(6, answers)
    if wanted:
        assert {STUDIES[name] for name in opened.why("advance", to="DONE")} == wanted
    else:
        opened.do("advance", to="DONE")


@pytest.mark.parametrize("answers", list(product([False, True], repeat=3)))
def test_7_the_way_on_waits_for_what_was_chosen(answers: tuple[bool, ...]) -> None:
    """It opens with the last of the chosen papers, and waits for no other."""
    opened, wanted = _opened(7, answers)
    for study in sorted(wanted):
        assert open_moves(opened) == set()
        file(opened, study)
    assert open_moves(opened) == {"finish"}


@pytest.mark.parametrize("first", THREE)
def test_9_the_first_who_is_done_opens_the_way(first: str) -> None:
    """Whoever it is; the others who are done later change nothing."""
    opened = called(9, *THREE)
    assert open_moves(opened) == set()
    finish(opened, first)
    opened.do("advance", to="LOOKED_AT")
    finish(opened, *(other for other in THREE if other != first))
    assert opened.state.visits["LOOKED_AT"].times == 1
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("two", list(combinations(THREE, 2)))
def test_30_two_of_three_are_enough(two: tuple[str, str]) -> None:
    """Whichever two; one is not, and the third may still be done afterwards."""
    opened = called(30, *THREE)
    finish(opened, two[0])
    assert open_moves(opened) == set()
    finish(opened, two[1])
    opened.do("advance", to="ENOUGH")
    finish(opened, *(set(THREE) - set(two)))
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("two", list(combinations(THREE, 2)))
def test_32_two_of_three_are_enough_and_the_third_is_called_off(two: tuple[str, str]) -> None:
    """The third can no longer be done, and the end waits until it has been told so."""
    opened = called(32, *THREE)
    finish(opened, *two)
    opened.do("advance", to="ENOUGH")
    (third,) = set(THREE) - set(two)
    opened.refused("move_partner", partner=third, move="finish")
    assert set(opened.why("advance", to="DONE")) == {"rest_out"}
    call_off(opened, third)
    opened.do("advance", to="DONE")
