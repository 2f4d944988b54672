"""The shipped procedure is lived through: every move can be made lawfully, by the real core, whatever the facts."""

from __future__ import annotations

import pytest

from engine.time.local_time import local_date
from tests.factories import make_procedure
from tests.hands import real
from tests.pilot import make, way

DEFINITION = real().definition
FACTS = tuple(DEFINITION.facts)


@pytest.mark.parametrize("move", [move.move for move in DEFINITION.moves])
def test_every_move_can_be_made(move: str) -> None:
    """Whatever its gate asks can be done by somebody, in the step in which it is asked."""
    rule = DEFINITION.moves_by_name[move]
    case = make_procedure(rule.source, definition=real())
    make(case, move)
    assert case.state.step == rule.target


@pytest.mark.parametrize("facts", [(), FACTS, *((fact,) for fact in FACTS)], ids="+".join)
def test_the_whole_way_can_be_gone_whatever_the_facts(facts: tuple[str, ...]) -> None:
    """Every answer to the questions of fact leaves a way from draft to closed."""
    case = make_procedure("DESIGN_APPROVED", facts=facts, definition=real())
    if "qualifying_planned_notice" in facts:
        on = local_date(case.now, DEFINITION.zone)
        case.do("publish_notice", notice="UK3", on=on, reference="2026/S 000-000003")
    for move in way(DEFINITION, "DESIGN_APPROVED", "CLOSED"):
        make(case, move)
    assert case.state.ended is not None


def test_lots_go_the_whole_way_side_by_side() -> None:
    """A procedure with two lots ends in a contract for each."""
    partners: dict[str, str | None] = {"acme": "north", "bolt": "south"}
    state = make_procedure("CONTRACT_ENTERED", partners=partners, definition=real()).state
    assert {partner.state for partner in state.partners.values()} == {"contracted"}
