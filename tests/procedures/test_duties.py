"""Duties at run time that nobody could carry out are complained of before anybody opens a procedure."""

from __future__ import annotations

import pytest

from engine.errors import DefinitionInvalid
from procedures.loader import read_definition
from tests.lawful import lawful, text_of_lawful


def test_the_definition_with_every_duty_is_right() -> None:
    """It loads, and none of its duties is complained of."""
    assert lawful().definition.exclusions is not None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("during: [TRIAL], before: ASSESS", "during: [ASSESS], before: ASSESS", "final tenders may have been invited"),
        ("during: [TRIAL], before: ASSESS", "during: [SIGNED], before: DONE", "the round is assessed before SIGNED"),
        ("eliminated: [turned_down]", "eliminated: [beaten]", "beaten is no state of somebody who is out"),
        ("eliminated: [turned_down]", "eliminated: [nobody]", 'unknown partner state "nobody"'),
        ("criteria: [worth, way], by", "criteria: [worth, price], by", "refinement foresees price"),
        ("  report_by: [lawyer, manager]\n", "", "reported and report_by"),
        ("  reported: [excluded]\n  report_by: [lawyer, manager]\n", "", "nobody reports a partner that is excluded"),
        ("happened: exclusions_reported", "notice: N4", "no deadline is met by the report"),
        ("  report_by: [lawyer, manager]\n", "  report_by: [lawyer]\n  report_days: 20\n", "longer than the 20"),
        ("  standstill: change_standstill\n", "  standstill: standstill\n", "standstill does not start with N10"),
        ("  states: [chosen, signed]\n", "  states: [signed]\n", "set for a partner that is chosen"),
        (
            "- { id: paper_accepted, kind: artefact_accepted, artefact: paper,",
            "- { id: paper_accepted, kind: conflicts_confirmed, artefact: conflicts, notices: [N1],",
            "only a notice confirms that conflicts were reviewed",
        ),
        (
            "kind: conflicts_confirmed, artefact: conflicts,",
            "kind: conflicts_confirmed, artefact: agreement,",
            "agreement is each partner's own paper",
        ),
        ("notice: N1, artefact: documents", "notice: N1, artefact: agreement", "agreement is each partner's own paper"),
    ],
)
def test_a_duty_that_nobody_could_carry_out_is_refused(old: str, new: str, said: str) -> None:
    """Each with its place and what is wrong."""
    text = text_of_lawful()
    assert old in text
    with pytest.raises(DefinitionInvalid) as refusal:
        read_definition(text.replace(old, new, 1).encode())
    assert said in str(refusal.value)
