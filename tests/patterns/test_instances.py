"""Several instances of one piece of work: 12 to 15, 26, 27, 34 to 36; an instance is a supplier's own machine."""

from __future__ import annotations

import pytest

from tests.patterns.reading import call_off, called, come, finish, open_moves, shut

MANY = ("acme", "bolt", "core", "dale", "echo", "fern")


def test_12_the_procedure_goes_on_without_waiting_for_those_at_work() -> None:
    """They finish later, or never."""
    opened = called(12, *MANY[:3])
    opened.do("advance", to="ELSEWHERE")
    finish(opened, "acme")
    opened.do("advance", to="DONE")
    assert [partner.state for partner in opened.state.partners.values()] == ["done", "working", "working"]


@pytest.mark.parametrize("came", range(6))
def test_13_as_many_work_as_the_definition_says_and_all_must_be_done(came: int) -> None:
    """Neither fewer nor more than three begin."""
    opened = called(13, *MANY[:came])
    if came != 3:
        assert set(opened.why("advance", to="WORKING")) == {"three"}
        return
    opened.do("advance", to="WORKING")
    for supplier in MANY[:3]:
        assert open_moves(opened) == set()
        finish(opened, supplier)
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("lots", range(2, 6))
def test_14_as_many_pieces_of_work_as_lots_were_opened(lots: int) -> None:
    """The opening says how many, and every one of them must be done."""
    names = tuple(f"lot{number}" for number in range(lots))
    opened = called(14, *MANY[:lots], lots=names)
    for supplier in MANY[:lots]:
        assert open_moves(opened) == set()
        finish(opened, supplier)
    opened.do("advance", to="DONE")


def test_15_others_come_while_some_are_at_work() -> None:
    """How many there are is known when the door is shut, and then all of them must be done."""
    opened = called(15, "acme")
    finish(opened, "acme")
    come(opened, "bolt")
    finish(opened, "bolt")
    come(opened, "core")
    shut(opened)
    assert set(opened.why("advance", to="DONE")) == {"all_done"}
    finish(opened, "core")
    opened.do("advance", to="DONE")


def test_26_all_work_is_called_off_at_once() -> None:
    """Who was done stays done; nobody else can be done any more."""
    opened = called(26, *MANY[:3])
    finish(opened, "acme")
    opened.do("advance", to="CALLED_OFF")
    opened.refused("move_partner", partner="bolt", move="finish")
    assert set(opened.why("advance", to="DONE")) == {"nobody"}
    call_off(opened, "bolt", "core")
    opened.do("advance", to="DONE")
    assert opened.state.partners["acme"].state == "done"


def test_27_what_is_there_at_the_end_of_the_time_is_taken_as_complete() -> None:
    """The others are out, and the procedure goes on with what there is."""
    opened = called(27, *MANY[:3])
    finish(opened, "acme")
    assert set(opened.why("advance", to="COUNTED")) == {"over"}
    shut(opened)
    opened.refused("move_partner", partner="bolt", move="finish")
    opened.do("advance", to="COUNTED")
    call_off(opened, "bolt", "core")
    opened.do("advance", to="DONE")


@pytest.mark.parametrize("done", range(6))
def test_34_three_of_five_are_enough(done: int) -> None:
    """Five, as the definition says; the way on opens with the third of them and stays open."""
    opened = called(34, *MANY[:5])
    opened.do("advance", to="WORKING")
    finish(opened, *MANY[:done])
    assert open_moves(opened) == ({"go_on"} if done >= 3 else set())


@pytest.mark.parametrize("came", [3, 4, 6])
def test_35_three_are_enough_and_the_others_are_called_off(came: int) -> None:
    """However many came, nobody else is done after the third opened the way."""
    opened = called(35, *MANY[:came])
    finish(opened, *MANY[:3])
    opened.do("advance", to="ENOUGH")
    for supplier in MANY[3:came]:
        opened.refused("move_partner", partner=supplier, move="finish")
        call_off(opened, supplier)
    opened.do("advance", to="DONE")


def test_36_two_are_enough_however_many_came_in_meanwhile() -> None:
    """The way on waits for the door to be shut and for the second who is done."""
    opened = called(36, "acme")
    finish(opened, "acme")
    for supplier in MANY[1:4]:
        come(opened, supplier)
    finish(opened, "dale")
    assert set(opened.why("advance", to="ENOUGH")) == {"shut"}
    shut(opened)
    opened.do("advance", to="ENOUGH")
    opened.do("advance", to="DONE")
