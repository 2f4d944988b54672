"""The planning section: the need, the money set aside for each stage, the engagement of the market."""

from __future__ import annotations

from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Case
from exports.ocds.releasing.forms import Piece, instant, money, without_nothing
from exports.ocds.releasing.notices import Section
from exports.ocds.releasing.view.documents import documents


def planning(case: Case, book: Book) -> Piece:
    """What is planned; every part of it may be missing."""
    return without_nothing(
        {
            "rationale": book.state.re_enactment or book.state.title,
            "budget": _budget(case, book),
            "milestones": _engagement(book),
            "documents": documents(case, book, Section.PLANNING),
        }
    )


def total_minor(book: Book) -> int:
    """All envelopes together; integer minor units."""
    return sum(envelope.amount_minor for envelope in book.state.envelopes.values())


def _budget(case: Case, book: Book) -> Piece:
    if not book.state.envelopes:
        return {}
    currency, rules = case.definition.money.currency, case.definition.money.envelopes
    return {
        "amount": money(total_minor(book), currency),
        "budgetBreakdown": [
            {"id": name, "description": rules[name].title, "amount": money(known.amount_minor, known.currency)}
            for name, known in book.state.envelopes.items()
        ],
    }


def _engagement(book: Book) -> list[Piece]:
    out = [known for known in book.notices if known.sort.says == "engagement" and not known.void]
    if not out:
        return []
    over = book.engagement_over
    return [
        without_nothing(
            {
                "id": "engagement",
                "title": "Preliminary market engagement",
                "type": "engagement",
                "status": "scheduled" if over is None else "met",
                "dateMet": None if over is None else instant(over),
            }
        )
    ]
