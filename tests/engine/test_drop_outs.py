"""Suppliers who go away: the others go on; with fewer than two it needs a reason, with nobody it goes nowhere."""

from __future__ import annotations

import pytest

from engine import events as e
from engine.explanation import Standing
from tests.factories import Case, make_procedure, real
from tests.pilot import make, prepare
from tests.questions import reasons_of, standing_of

RULES = real().definition.partners
WITHDRAW_FROM = RULES.moves["withdraw"].during
ONE = {"acme": None}


def at(step: str, **options: object) -> Case:
    """The shipped procedure at a step."""
    return make_procedure(step, definition=real(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "step", [step for step in WITHDRAW_FROM if step not in ("DESIGN_APPROVED", "PARTICIPATION_OPEN")]
)
def test_a_supplier_withdraws_at_any_time_and_the_others_go_on(step: str) -> None:
    """It is out for good, and the gate ahead asks nothing more about it."""
    case = at(step)
    case.do("move_partner", partner="bolt", move="withdraw", role="supplier")
    assert case.state.partners["bolt"].state == "withdrew"
    (onward,) = [m for m in case.definition.moves_from[step]
                 if not case.definition.steps[m.target].ends and m.target != step]  # fmt: skip
    waive_what_competition_asks(case, onward.move)
    make(case, onward.move)
    assert case.state.partners["bolt"].state == "withdrew"


def waive_what_competition_asks(case: Case, move: str) -> None:
    """Record why it goes on with fewer than two, where that is asked."""
    for requirement in case.definition.moves_by_name[move].gate:
        if requirement.id == "competition_remains":
            case.do("waive", move=move, requirement=requirement.id)


@pytest.mark.parametrize(
    ("step", "move"),
    [
        ("SELECTION", "open_round_one"),
        ("ROUND1_ASSESSED", "award_seed_funding"),
        ("SEED_GATE", "enter_testbed"),
        ("TESTBED_GATE", "enter_refinement"),
    ],
)
def test_going_on_with_one_supplier_needs_a_recorded_reason(step: str, move: str) -> None:
    """The law does not stop it; the competition judgement is written down (UK-OBJ-1)."""
    case = at(step)
    case.do("move_partner", partner="bolt", move="withdraw", role="supplier")
    prepare_all_but_competition(case, move)
    assert reasons_of(case, "advance", to=case.definition.moves_by_name[move].target, move=move) == {
        "competition_remains"
    }
    case.do("waive", move=move, requirement="competition_remains")
    assert standing_of(case, move, "competition_remains").standing is Standing.WAIVED
    case.do("advance", to=case.definition.moves_by_name[move].target, move=move)


def prepare_all_but_competition(case: Case, move: str) -> None:
    """Do what the gate asks; a twin waives what one supplier alone cannot meet, so that its errands can be copied."""
    twin = case.twin()
    twin.do("waive", move=move, requirement="competition_remains")
    prepare(twin, move)
    for happened in twin.history[case.state.n + 2 :]:
        case.wait_until(happened.at)
        case.happen(happened.event)


@pytest.mark.parametrize(
    ("step", "move", "requirement"),
    [
        ("SELECTION", "open_round_one", "somebody_selected"),
        ("ROUND1_OPEN", "assess_round_one", "somebody_tendered"),
        ("ROUND1_ASSESSED", "award_seed_funding", "number_published"),
        ("SEED_GATE", "enter_testbed", "somebody_remains"),
        ("TESTBED_GATE", "enter_refinement", "number_published"),
        ("REFINEMENT", "invite_final_tenders", "somebody_remains"),
        ("FINAL_INVITED", "open_final_tenders", "somebody_tendered"),
        ("FINAL_ASSESSMENT", "decide_award", "somebody_awarded"),
    ],
)
def test_with_nobody_left_there_is_nothing_to_go_on_with(step: str, move: str, requirement: str) -> None:
    """No waiver helps; the procedure ends early, with its notice."""
    case = at(step)
    for ref in ("acme", "bolt"):
        case.do("move_partner", partner=ref, move="withdraw", role="supplier")
    assert requirement in reasons_of(case, "advance", to=case.definition.moves_by_name[move].target, move=move)
    assert reasons_of(case, "waive", move=move, requirement=requirement) == {"severity"}
    case.do("terminate")
    assert case.state.notice_due == "UK12"


def test_more_suppliers_than_the_notice_said_do_not_go_on() -> None:
    """The greatest number is law of the procedure (UK-CFP-3)."""
    many = {f"p{number}": None for number in range(7)}
    case = at("TESTBED_GATE", partners=many)
    for ref in many:
        move = e.PartnerMoved(
            partner=ref, move="progress_to_refinement", source="testing", target="refining", heard=False, by="anna"
        )
        case.happen(move)
    prepare(case, "enter_refinement", partners=many)
    assert set(case.why("advance", to="REFINEMENT", move="enter_refinement")) == {"number_published"}


def test_an_awarded_supplier_that_will_not_sign_leaves_the_lot_to_be_settled_anew() -> None:
    """Nobody else slips in: the award is withdrawn and assessed again (UK-CFP-4)."""
    case = at("STANDSTILL")
    case.do("move_partner", partner="acme", move="refuse")
    case.wait_until(case.state.deadlines["standstill"].due_at)
    assert reasons_of(case, "move_partner", partner="bolt", move="contract") >= {"state"}
    make(case, "withdraw_and_reassess")
    assert {ref: known.state for ref, known in case.state.partners.items()} == {
        "acme": "refused", "bolt": "final_tendered",
    }  # fmt: skip
    for move in ("decide_award", "send_summaries", "start_standstill", "enter_contract"):
        make(case, move)
    assert case.state.partners["bolt"].state == "contracted"
