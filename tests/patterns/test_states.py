"""Patterns of state and of triggers: 16 to 18, 23, 24, 39 and 40."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.patterns.reading import call, call_off, called, case, file, open_moves, shut

WORDS = ("lawful", "affordable", "useful")
TESTS = {"DAY_TESTS": "day_result", "NIGHT_TESTS": "night_result"}


def test_16_an_answer_in_time_decides() -> None:
    """While the time lasts only the answer opens a way."""
    opened = called(16)
    assert open_moves(opened) == set()
    file(opened, "answer")
    assert open_moves(opened) == {"take_answer"}


def test_16_the_end_of_the_time_decides() -> None:
    """When it is over the answer's way is shut, whatever is on file."""
    opened = called(16)
    file(opened, "answer")
    shut(opened)
    assert open_moves(opened) == {"lapse"}


@pytest.mark.parametrize("price_first", [True, False])
def test_17_words_are_given_one_at_a_time_and_some_before_others(price_first: bool) -> None:
    """The approval comes after its report; the price comes whenever."""
    opened = case(17)
    opened.refused("record_decision", decision="visit_approval")
    if price_first:
        opened.do("record_decision", decision="price")
    file(opened, "visit_report")
    opened.do("record_decision", decision="visit_approval")
    if not price_first:
        opened.do("record_decision", decision="price")
    opened.do("advance", to="DONE")


def test_18_something_may_be_done_only_while_a_state_lasts() -> None:
    """A supplier is dropped while the round is open, and not after."""
    opened = called(18, "acme", "bolt")
    call_off(opened, "acme")
    opened.do("advance", to="SHUT")
    assert "during" in opened.why("move_partner", partner="bolt", move="drop")


def test_23_a_word_given_when_nobody_waits_for_it_is_lost() -> None:
    """A word of an earlier visit does not count; while away none can be given; one given in time counts."""
    opened = case(23)
    opened.do("record_decision", decision="word")
    assert open_moves(opened) == {"leave", "finish"}
    opened.do("advance", to="AWAY")
    opened.refused("record_decision", decision="word")
    opened.do("advance", to="WAITING")
    assert open_moves(opened) == {"leave"}
    opened.do("record_decision", decision="word")
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("early", [True, False])
def test_24_what_happened_is_kept_until_it_is_wanted(early: bool) -> None:
    """A notice counts whether it came before it was waited for or after."""
    opened = case(24)
    if early:
        call(opened)
    opened.do("advance", to="WAITING")
    if not early:
        assert open_moves(opened) == set()
        call(opened)
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("order", list(permutations(TESTS)))
def test_39_while_the_one_has_the_testbed_the_other_waits(order: tuple[str, str]) -> None:
    """Either goes first; they are never in it together."""
    opened = case(39)
    for mine, other in (order, order[::-1]):
        opened.do("advance", to=mine)
        assert "move_exists" in opened.why("advance", to=other)
        opened.refused("submit_artefact", artefact=TESTS[other])
        file(opened, TESTS[mine])
        opened.do("advance", to="FREE")
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("order", list(permutations(WORDS)))
def test_40_words_are_given_one_at_a_time_in_any_order(order: tuple[str, ...]) -> None:
    """Every order leads to the end, and no word is missing there."""
    opened = case(40)
    for word in order:
        assert open_moves(opened) == set()
        opened.do("record_decision", decision=word)
    opened.do("advance", to="DONE")
