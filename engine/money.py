"""Money in integer minor units, and what counts as innovation spending (law.md 6)."""

from __future__ import annotations

from enum import StrEnum

from engine.commands import SpendingAnswers

_MINOR_DIGITS = {"GBP": 2, "EUR": 2, "USD": 2}
_SIGN = {"GBP": "£", "EUR": "€", "USD": "$"}


class Category(StrEnum):
    """What a line of spending is, derived from answers and never typed by hand (law.md 6)."""

    RD_BASIC = "RD_BASIC"
    RD_APPLIED = "RD_APPLIED"
    RD_EXPERIMENTAL = "RD_EXPERIMENTAL"
    TESTBED_PILOT = "TESTBED_PILOT"
    INNOVATION_NON_RD = "INNOVATION_NON_RD"
    ADOPTION_FIRST = "ADOPTION_FIRST"
    COMMERCIAL_ROLLOUT = "COMMERCIAL_ROLLOUT"
    PROCEDURE_COST = "PROCEDURE_COST"
    PARTICIPANT_PAYMENT = "PARTICIPANT_PAYMENT"


def classify(answers: SpendingAnswers) -> Category:
    """The category that the answers lead to: quantity, then use, then the five Frascati criteria (INN-1..INN-4)."""
    if answers.quantity_production:
        return Category.COMMERCIAL_ROLLOUT
    if answers.first_operational_use:
        return Category.ADOPTION_FIRST
    if answers.pays_for_taking_part:
        return Category.PARTICIPANT_PAYMENT
    frascati = answers.novel and answers.creative and answers.uncertain and answers.systematic and answers.transferable
    if not frascati:
        return Category.INNOVATION_NON_RD if answers.novel else Category.PROCEDURE_COST
    return _research(answers)


def _research(answers: SpendingAnswers) -> Category:
    """Which kind of research and development it is, once all five criteria hold (INN-2)."""
    if answers.field_test:
        return Category.TESTBED_PILOT
    if answers.prototype_or_method:
        return Category.RD_EXPERIMENTAL
    return Category.RD_APPLIED if answers.specific_aim else Category.RD_BASIC


def format_money(amount_minor: int, currency: str) -> str:
    """``£20,000.00``: a currency sign where one is common, else the code."""
    digits = _MINOR_DIGITS.get(currency, 2)
    whole, part = divmod(abs(amount_minor), 10**digits)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{_SIGN.get(currency, currency + ' ')}{whole:,}.{part:0{digits}d}"
