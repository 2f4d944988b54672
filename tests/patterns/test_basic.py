"""Basic control flow, 1 to 5: sequence, parallel split, synchronisation, exclusive choice, simple merge."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.patterns.reading import called, case, file, open_moves

PAPERS = ("legal_opinion", "market_study")


def test_1_one_thing_is_done_after_another() -> None:
    """The second step is reached through the first alone, and the end through the second alone."""
    opened = case(1)
    assert "move_exists" in opened.why("advance", to="DONE")
    opened.do("advance", to="SECOND")
    opened.do("advance", to="DONE")
    assert opened.state.ended is not None


@pytest.mark.parametrize("order", list(permutations(PAPERS)))
def test_2_two_pieces_of_work_go_on_side_by_side(order: tuple[str, ...]) -> None:
    """Neither waits for the other, and neither begins before the split."""
    opened = case(2)
    for paper in PAPERS:
        opened.refused("submit_artefact", artefact=paper)
    opened.do("advance", to="BOTH")
    for paper in order:
        opened.do("submit_artefact", artefact=paper)
    for paper in reversed(order):
        opened.do("accept_artefact", artefact=paper)
    assert {opened.state.artefacts[paper].status for paper in PAPERS} == {"accepted"}


@pytest.mark.parametrize("order", list(permutations(PAPERS)))
def test_3_nothing_goes_on_before_both_are_ready(order: tuple[str, str]) -> None:
    """The refusal names what is missing, and only that."""
    opened = case(3)
    assert set(opened.why("advance", to="DONE")) == {"opinion", "study"}
    file(opened, order[0])
    assert len(opened.why("advance", to="DONE")) == 1
    file(opened, order[1])
    opened.do("advance", to="DONE")


@pytest.mark.parametrize(("suppliers", "way"), [((), "give_up"), (("acme",), "choose"), (("acme", "bolt"), "choose")])
def test_4_exactly_one_of_two_ways_is_open(suppliers: tuple[str, ...], way: str) -> None:
    """Whatever is the case, there is one way, never none and never two."""
    assert open_moves(called(4, *suppliers)) == {way}


@pytest.mark.parametrize("way", ["NORMAL", "FAST"])
def test_5_two_ways_lead_into_one(way: str) -> None:
    """The step after the merge is entered once, whichever way was taken."""
    opened = case(5)
    opened.do("advance", to=way)
    opened.do("advance", to="CHECKED")
    assert opened.state.visits["CHECKED"].times == 1
    opened.do("advance", to="DONE")
