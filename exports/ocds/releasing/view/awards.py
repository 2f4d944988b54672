"""Awards: the funding of each supplier that was admitted, and what the award notice told."""

from __future__ import annotations

from exports.ocds.codelists import codelists
from exports.ocds.profiles import Profile
from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Case
from exports.ocds.releasing.forms import Piece, instant, money, without_nothing
from exports.ocds.releasing.notices import Section
from exports.ocds.releasing.records import Counted, Final, Funding
from exports.ocds.releasing.view.documents import documents
from exports.ocds.releasing.view.parties import supplier


def awards(case: Case, book: Book) -> list[Piece]:
    """Every award that was ever told: one that was taken back is cancelled, not forgotten."""
    funded = [_funding(case, book, known) for known in book.fundings.values()]
    return [*funded, *(_final(case, book, known) for finals in book.finals.values() for known in finals)]


def statistics(counted: Counted, profile: Profile) -> list[Piece]:
    """How many took part: numbers only, only once the award has told them, under codes that the profile knows."""
    numbers = {
        "requests": counted.requests,
        "bids": counted.bids,
        "smeBids": counted.sme_bids,
        "finalStageBids": counted.final,
        "smeFinalStageBids": counted.sme_final,
    }
    codes = codelists(profile).get("bidStatistics.csv", frozenset())
    told = {name: number for name, number in numbers.items() if number and name in codes}
    return [{"id": name, "measure": name, "value": number} for name, number in told.items()]


def _funding(case: Case, book: Book, known: Funding) -> Piece:
    currency = case.definition.money.currency
    return without_nothing(
        {
            "id": known.id,
            "title": known.title,
            "status": "active",
            "date": instant(known.at),
            "value": money(known.awarded_minor, currency) if known.awarded_minor else None,
            "suppliers": [supplier(case, known.partner)],
            "relatedLots": _lot(known.lot),
        }
    )


def _final(case: Case, book: Book, known: Final) -> Piece:
    currency = case.definition.money.currency
    minor = book.contract_minor(known.partner) if known.signed_at is not None else 0
    return without_nothing(
        {
            "id": known.award_id,
            "title": "Contract",
            "status": known.status,
            "date": instant(known.at),
            "value": money(minor, currency) if minor else None,
            "suppliers": [supplier(case, known.partner)],
            "relatedLots": _lot(known.lot),
            "standstillPeriod": _standstill(book) if known.status != "cancelled" else None,
            "assessmentSummariesDateSent": None if book.summaries_at is None else instant(book.summaries_at),
            "documents": documents(case, book, Section.AWARDS, known.award_id),
        }
    )


def _standstill(book: Book) -> Piece | None:
    due = book.state.deadlines.get(book.landmarks.standstill or "")
    if due is None or not due.started:
        return None
    return {"endDate": instant(due.due_at)}


def _lot(lot: str | None) -> list[str]:
    return [] if lot is None else [lot]
