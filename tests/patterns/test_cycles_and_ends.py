"""Cycles (10, 21, 22), what ends them (11, 43), and what is given up (19, 20, 25)."""

from __future__ import annotations

import pytest

from tests.hands import Case
from tests.patterns.reading import call_off, called, case, file, finish, open_moves


@pytest.mark.parametrize("rounds", [0, 1, 4])
@pytest.mark.parametrize("entry", ["DRAFTED", "TRIED"])
def test_10_a_cycle_is_entered_and_left_at_more_than_one_point(entry: str, rounds: int) -> None:
    """However it was entered and however often it was gone round, both ways out are there."""
    opened = case(10)
    opened.do("advance", to=entry)
    for _ in range(rounds):
        while opened.state.step != "TRIED":
            opened.do("advance", to={"DRAFTED": "TALKED", "TALKED": "TRIED"}[opened.state.step])
        opened.do("advance", to="DRAFTED")
    while opened.state.step != "TRIED":
        if opened.state.step == "TALKED":
            assert open_moves(opened) == {"try_it", "leave"}
        opened.do("advance", to={"DRAFTED": "TALKED", "TALKED": "TRIED"}[opened.state.step])
    opened.do("advance", to="DONE")


def test_11_it_ends_when_nothing_is_left_to_do() -> None:
    """Not before the last one is done or gone, whoever that is."""
    opened = called(11, "acme", "bolt")
    finish(opened, "bolt")
    assert set(opened.why("advance", to="DONE")) == {"nothing_left"}
    call_off(opened, "acme")
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("filed", [True, False])
def test_19_one_piece_of_work_is_given_up_and_the_rest_goes_on(filed: bool) -> None:
    """Whether it had begun or not, it cannot be done any more, and the end is reached all the same."""
    opened = case(19)
    if filed:
        opened.do("submit_artefact", artefact="survey")
    opened.do("advance", to="DECIDED", move="give_up_survey")
    opened.refused("submit_artefact", artefact="survey")
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("step", ["FIRST", "SECOND"])
def test_20_the_whole_case_is_given_up_from_wherever_it_is(step: str) -> None:
    """Nothing can be done after that."""
    opened = case(20)
    if step != opened.state.step:
        opened.do("advance", to=step)
    opened.do("terminate")
    assert opened.state.step == "STOPPED"
    opened.refused("advance", to="SECOND")


@pytest.mark.parametrize("rounds", [0, 1, 5])
def test_21_a_draft_is_written_again_until_it_is_approved(rounds: int) -> None:
    """Each round wants a new draft; an old approval does not count."""
    opened = case(21)
    for _ in range(rounds):
        file(opened, "draft")
        opened.do("advance", to="REVIEWED")
        opened.do("record_decision", decision="approval")
        opened.do("advance", to="DRAFTED")
        assert open_moves(opened) == set()
    file(opened, "draft")
    opened.do("advance", to="REVIEWED")
    assert open_moves(opened) == {"again"}
    opened.do("record_decision", decision="approval")
    opened.do("advance", to="DONE")


def _examined(depth: int) -> Case:
    """A procedure that has a part examined by itself, which has a part of its own examined, and so on."""
    opened = case(22)
    if depth:
        opened.do("record_decision", decision="delegation")
        opened.do("advance", to="DELEGATED")
        assert _examined(depth - 1).state.ended is not None
        file(opened, "report")
        opened.do("advance", to="EXAMINED")
    opened.do("advance", to="DONE")
    return opened


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_22_a_part_is_examined_in_a_procedure_of_its_own(depth: int) -> None:
    """To any depth that somebody allowed, one decision for each; the outer one waits for the inner one's report."""
    assert _examined(depth).state.ended is not None
    assert set(case(22).why("advance", to="DELEGATED")) == {"allowed"}


@pytest.mark.parametrize("step", ["ASKED", "TRIED"])
def test_25_a_whole_part_is_given_up_at_once(step: str) -> None:
    """Whatever was under way in it is over; a paper that belongs to no part can still be filed."""
    opened = case(25)
    if step == "TRIED":
        opened.do("advance", to="TRIED")
        opened.do("submit_artefact", artefact="result")
    opened.do("submit_artefact", artefact="plan")
    opened.do("advance", to="OUTSIDE", move="give_up_asking" if step == "ASKED" else "give_up_trying")
    for paper in ("plan", "result"):
        opened.refused("submit_artefact", artefact=paper)
    opened.do("submit_artefact", artefact="budget")
    opened.do("advance", to="DONE")


def test_43_the_end_ends_everything() -> None:
    """Suppliers at work and papers that are awaited do not hold it up, and nothing goes on afterwards."""
    opened = called(43, "acme")
    opened.do("advance", to="DONE")
    opened.refused("submit_artefact", artefact="study")
    opened.refused("move_partner", partner="acme", move="finish")
    opened.refused("register_partner", partner="bolt")
