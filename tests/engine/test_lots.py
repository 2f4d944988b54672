"""Lots: they share the early stages; each is settled by a supplier of its own or ceases."""

from __future__ import annotations

from itertools import product

import pytest

from engine.errors import NotAllowed, NotFound
from engine.explanation import Standing
from tests.factories import Case, make_procedure, real
from tests.pilot import make, prepare
from tests.questions import standing_of, why_of

LOTS = {"acme": "north", "bolt": "south", "crow": "south"}


def test_a_partner_is_for_one_open_lot() -> None:
    """It names one that exists and has not ceased; without lots it names none."""
    case = make_procedure("OPEN", partners=LOTS)
    assert case.why("register_partner", partner="new") == {"lot": "it needs --lot: one of north, south"}
    with pytest.raises(NotFound, match='There is no lot "west"'):
        case.do("register_partner", partner="new", lot="west")
    case.do("cease_lot", lot="south")
    assert case.why("register_partner", partner="new", lot="south") == {"lot_open": "lot south has ceased"}
    case.do("register_partner", partner="new", lot="north")
    assert case.state.partners["new"].lot == "north"
    plain = make_procedure("OPEN")
    assert plain.why("register_partner", partner="new", lot="north") == {"lot": "this procedure has no lots"}


def test_a_count_in_each_lot_looks_into_each_open_one() -> None:
    """A lot without anybody is named; a ceased one is not counted."""
    case = make_procedure("SIFT", partners=LOTS)
    for ref in ("bolt", "crow"):
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("check_exclusion", partner=ref)
        case.do("move_partner", partner=ref, move="admit")
    finding = standing_of(case, "start_trial", "each_lot")
    assert finding.why == (
        "nobody of lot north is in Trying; at least 1 must be (moves of acme that lead in: admit)"
        ' (it may be waived: seedbed waive RL-1 start_trial each_lot --reason "...")'
    )
    assert set(finding.who) == {"Chair", "Manager"}
    assert finding.next == "seedbed partner move RL-1 acme admit"
    case.do("cease_lot", lot="north")
    finding = standing_of(case, "start_trial", "each_lot")
    assert (finding.standing, finding.why) == (Standing.MET, "2 in Trying")
    assert finding.evidence[0].text == "bolt and crow in Trying"


def test_a_count_without_lots_is_over_everybody() -> None:
    """Where no lots were named, each-lot means all."""
    case = make_procedure("SIFT")
    assert why_of(case, "start_trial", "each_lot").startswith("nobody is in Trying; at least 1 must be (moves of acme")


@pytest.mark.parametrize(("number", "met"), [(0, False), (1, True), (3, True), (4, False)])
def test_a_count_has_two_ends(number: int, met: bool) -> None:
    """One to three, both included; the refusal says the bounds and who is there."""
    partners = {f"p{index}": None for index in range(4)}
    case = make_procedure("SIFT", partners=partners)
    for ref in list(partners)[:number]:
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("check_exclusion", partner=ref)
        case.do("move_partner", partner=ref, move="admit")
    finding = standing_of(case, "start_trial", "few_enough")
    assert (finding.standing is Standing.MET) is met
    if not met:
        few = "nobody is in Trying; at least 1 must be (moves of p0 that lead in: admit)"
        many = "4 are in Trying (p0, p1, p2 and p3); at most 3 may be (moves of p0 that lead out: leave, exclude)"
        assert finding.why == (many if number else few)


def test_a_count_of_none_says_none() -> None:
    """As long as somebody is there, and not afterwards."""
    case = make_procedure("SIFT")
    finding = standing_of(case, "start_trial", "all_sifted")
    assert finding.why == (
        "acme and bolt are still in Applied; nobody may be"
        " (moves of acme that lead out: admit, leave, turn_down, exclude)"
    )
    assert finding.next == "seedbed partner move RL-1 acme admit"
    for ref in ("acme", "bolt"):
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("move_partner", partner=ref, move="turn_down")
    assert standing_of(case, "start_trial", "all_sifted").standing is Standing.MET


def test_each_lot_is_settled_or_has_ceased() -> None:
    """The refusal names the lots that are neither, and what to type."""
    case = make_procedure("ASSESS", partners=LOTS)
    finding = standing_of(case, "decide_award", "settled")
    assert finding.why == "lot north and south has neither a chosen partner nor ceased"
    assert finding.next == 'seedbed lot cease RL-1 north --reason "..."'
    case.do("cease_lot", lot="north")
    assert why_of(case, "decide_award", "settled") == "lot south has neither a chosen partner nor ceased"
    make_chosen(case, "bolt")
    finding = standing_of(case, "decide_award", "settled")
    assert (finding.standing, finding.why) == (Standing.MET, "each lot is settled")


def make_chosen(case: Case, partner: str) -> None:
    """Assess everybody, and choose one partner."""
    for actor in ("assessor", "assessor_2"):
        case.do("declare_conflicts", role="assessor", actor=actor)
    cells = (("worth", None), ("way", "new"), ("way", "safe"))
    for ref, (criterion, sub) in product(case.state.partners, cells):
        cell = {"round": "final", "partner": ref, "criterion": criterion, "sub_criterion": sub}
        for actor in ("assessor", "assessor_2"):
            case.do("record_assessment", **cell, actor=actor)
        case.do("moderate_assessment", **cell)
    case.do("move_partner", partner=partner, move="choose")


def test_without_lots_somebody_is_chosen() -> None:
    """A procedure without lots is one lot."""
    case = make_procedure("ASSESS")
    finding = standing_of(case, "decide_award", "settled")
    assert finding.why == "no partner is chosen (moves of acme that lead there: choose)"
    assert finding.next == "seedbed partner move RL-1 acme choose"
    make_chosen(case, "acme")
    finding = standing_of(case, "decide_award", "settled")
    assert (finding.standing, finding.why) == (Standing.MET, "a partner is chosen")


def test_a_lot_ceases_once_and_not_the_last_one() -> None:
    """Abandoning all is a termination, told in another notice (UK-PTN-1)."""
    case = make_procedure("SIFT", partners=LOTS)
    assert case.do("cease_lot", lot="north") == ("lot.ceased",)
    known = case.state.lots["north"]
    assert (known.ceased, known.title, known.n) == (True, "Lot north", case.state.n)
    assert case.why("cease_lot", lot="north") == {"open": "it has ceased already"}
    (finding,) = case.refused("cease_lot", lot="south").blockers
    assert (finding.id, finding.rules) == ("others", ("UK-PTN-1",))
    assert finding.why == "it is the last open lot: terminate the procedure instead"
    assert finding.next == 'seedbed terminate RL-1 --reason "..."'
    case.do("terminate")
    assert "not_ended" in case.why("cease_lot", lot="south")


def test_only_its_role_abandons_a_known_lot() -> None:
    """Anybody else is turned away; an unknown lot is bad input."""
    case = make_procedure("SIFT", partners=LOTS)
    with pytest.raises(NotAllowed, match="may not abandon a lot: that is for Owner"):
        case.do("cease_lot", lot="north", role="manager")
    with pytest.raises(NotFound, match='There is no lot "west"'):
        case.do("cease_lot", lot="west")


def test_nobody_moves_on_in_a_ceased_lot_but_everybody_may_leave_it() -> None:
    """The reason is the lot's."""
    case = make_procedure("TRIAL", partners=LOTS)
    for ref in ("acme", "bolt"):
        case.do("submit_artefact", artefact="offer", partner=ref)
    case.do("cease_lot", lot="south")
    assert case.why("move_partner", partner="bolt", move="tender") == {"lot_open": "lot south has ceased"}
    case.do("move_partner", partner="bolt", move="leave")
    case.do("move_partner", partner="acme", move="tender")


def test_one_lot_is_awarded_and_another_ceases() -> None:
    """The whole way of two lots to the end."""
    case = make_procedure("TRIAL", partners=LOTS)
    case.do("cease_lot", lot="south")
    for ref in ("bolt", "crow"):
        case.do("move_partner", partner=ref, move="leave")
    for move in ("assess", "decide_award", "tell", "stand_still", "sign", "finish"):
        make(case, move, partners=LOTS)
    assert {ref: known.state for ref, known in case.state.partners.items()} == {
        "acme": "signed", "bolt": "left", "crow": "left",
    }  # fmt: skip
    assert case.state.ended == "DONE"


def test_two_lots_of_the_real_procedure_get_a_contract_each() -> None:
    """Both go to the end beside each other."""
    partners = {"acme": "a", "bolt": "b", "crow": "b"}
    case = make_procedure("CONTRACT_ENTERED", partners=partners, definition=real())
    assert {ref: known.state for ref, known in case.state.partners.items()} == {
        "acme": "contracted", "bolt": "contracted", "crow": "unsuccessful",
    }  # fmt: skip
    prepare(case, "start_delivery", partners=partners)
