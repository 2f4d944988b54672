"""A procedure is opened under the law of its day, or says that it re-enacts a past case."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.law_in_force import require_in_force
from engine import commands as c
from engine.errors import Refused
from procedures.registry import load
from tests.factories import small

OPENS = c.OpenProcedure(
    procedure="RL-9", actor="ada", role="programme_manager", title="A procedure", definition="0" * 64
)
THEN = datetime(2018, 5, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_no_procedure_is_opened_under_a_law_that_is_not_in_force() -> None:
    """Neither before its first day nor after its last: the refusal says when it is in force."""
    new, old = (load(name).definition for name in ("uk_innovative_partnership", "uk_pcr2015_innovation_partnership"))
    with pytest.raises(Refused) as before:
        require_in_force(new, OPENS, THEN)
    with pytest.raises(Refused) as after:
        require_in_force(old, OPENS, NOW)
    assert "2025-02-24" in before.value.explanation.findings[0].why
    assert "2025-02-23" in after.value.explanation.findings[0].why
    require_in_force(new, OPENS, NOW)
    require_in_force(old, OPENS, THEN)


def test_the_last_day_is_that_of_the_zone() -> None:
    """Half past midnight in London in the summer is the day before in Greenwich; here the day is London's."""
    definition = load("uk_pcr2015_innovation_partnership").definition
    require_in_force(definition, OPENS, datetime(2025, 2, 23, 23, 59, tzinfo=UTC))
    with pytest.raises(Refused):
        require_in_force(definition, OPENS, datetime(2025, 2, 24, 0, 0, tzinfo=UTC))


def test_a_past_case_may_be_re_enacted_and_says_so() -> None:
    """The line of the re-enactment is in the first event for good."""
    definition = load("uk_pcr2015_innovation_partnership").definition
    require_in_force(definition, OPENS.model_copy(update={"re_enactment": "RoadLab, 2018"}), NOW)


def test_a_definition_of_no_law_can_be_tried() -> None:
    """What its check says of the unknown pack stays said; no day can be looked up."""
    require_in_force(small().definition, OPENS, NOW)
