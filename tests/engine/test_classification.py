"""What counts as innovation: the category follows from twelve answers and is never typed by hand (law.md 6)."""

from __future__ import annotations

from itertools import product

import pytest

from engine.commands import SpendingAnswers
from engine.money import Category, classify
from tests.defaults import ANSWERS

FRASCATI = ("novel", "creative", "uncertain", "systematic", "transferable")
RESEARCH = dict.fromkeys(FRASCATI, True)


@pytest.mark.parametrize(
    ("yes", "category"),
    [
        ((), "PROCEDURE_COST"),
        (("novel",), "INNOVATION_NON_RD"),
        (("creative", "uncertain", "systematic", "transferable"), "PROCEDURE_COST"),
        (FRASCATI, "RD_BASIC"),
        ((*FRASCATI, "specific_aim"), "RD_APPLIED"),
        ((*FRASCATI, "prototype_or_method"), "RD_EXPERIMENTAL"),
        ((*FRASCATI, "specific_aim", "prototype_or_method"), "RD_EXPERIMENTAL"),
        ((*FRASCATI, "field_test"), "TESTBED_PILOT"),
        ((*FRASCATI, "prototype_or_method", "field_test"), "TESTBED_PILOT"),
        (("field_test",), "PROCEDURE_COST"),
        (("pays_for_taking_part",), "PARTICIPANT_PAYMENT"),
        ((*FRASCATI, "pays_for_taking_part"), "PARTICIPANT_PAYMENT"),
        (("pays_for_taking_part", "first_operational_use"), "ADOPTION_FIRST"),
        (("first_operational_use", "quantity_production"), "COMMERCIAL_ROLLOUT"),
        (tuple(ANSWERS), "COMMERCIAL_ROLLOUT"),
        (("goods_or_works",), "PROCEDURE_COST"),
    ],
)  # fmt: skip
def test_the_answers_lead_to_one_category(yes: tuple[str, ...], category: str) -> None:
    """Quantity first, then first use, then payment for taking part, then the five Frascati criteria."""
    assert classify(SpendingAnswers(**{**ANSWERS, **dict.fromkeys(yes, True)})) == category


@pytest.mark.parametrize("missing", FRASCATI)
def test_research_needs_all_five_criteria(missing: str) -> None:
    """With one of them missing it is at most innovation without research (INN-2)."""
    answers = SpendingAnswers(**{**ANSWERS, **RESEARCH, missing: False, "specific_aim": True, "field_test": True})
    assert classify(answers) == ("PROCEDURE_COST" if missing == "novel" else "INNOVATION_NON_RD")


def test_every_answer_leads_somewhere() -> None:
    """All 4,096 combinations have a category, and each category is reached but none twice by different orders."""
    names = list(ANSWERS)
    reached = {classify(SpendingAnswers(**dict(zip(names, answers, strict=True)))) for answers in every(len(names))}
    assert reached == set(Category)


def every(number: int) -> product[tuple[bool, ...]]:
    """Every combination of that many answers."""
    return product((False, True), repeat=number)
