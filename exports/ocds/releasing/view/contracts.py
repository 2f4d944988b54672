"""Contracts: one for the funded work of each supplier, one for each award that was signed; and how they are paid."""

from __future__ import annotations

from datetime import datetime

from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Case
from exports.ocds.releasing.forms import Piece, instant, money, without_nothing
from exports.ocds.releasing.notices import Section
from exports.ocds.releasing.records import Final, Funding, Payment
from exports.ocds.releasing.view.documents import documents
from exports.ocds.releasing.view.parties import buyer, supplier
from exports.ocds.releasing.view.tender import amendments


def contracts(case: Case, book: Book) -> list[Piece]:
    """Every contract that is or was in force."""
    paid = _paid(book)
    funded = [_funding(case, book, known, paid.get(known.id, [])) for known in book.fundings.values()]
    signed = [known for finals in book.finals.values() for known in finals if known.signed_at is not None]
    return [*funded, *(_final(case, book, known, paid.get(known.contract_id, [])) for known in signed)]


def contract_under(book: Book, commitment: str) -> tuple[str, str] | None:
    """The contract, and its award, that money is bound by; None while the public does not know of it."""
    known = book.bound.get(commitment)
    if known is None:
        return None
    if known.envelope in book.landmarks.contract_envelopes:
        final = book.contract_of(known.partner)
        return None if final is None or final.signed_at is None else (final.contract_id, final.award_id)
    funding = book.fundings.get(known.partner)
    return None if funding is None else (funding.id, funding.id)


def transaction(case: Case, payment: Payment) -> Piece:
    """A payment that was made."""
    return {
        "id": instalment_id(payment.commitment, payment.instalment),
        "date": instant(payment.at),
        "value": money(payment.amount_minor, payment.currency),
        "payer": buyer(case),
        "payee": supplier(case, payment.partner),
    }


def milestone(commitment: str, instalment: str, paid_at: datetime | None) -> Piece:
    """An instalment: scheduled, or met once it is paid."""
    return without_nothing(
        {
            "id": instalment_id(commitment, instalment),
            "title": f"Instalment {instalment}",
            "type": "payment",
            "status": "scheduled" if paid_at is None else "met",
            "dateMet": None if paid_at is None else instant(paid_at),
        }
    )


def instalment_id(commitment: str, instalment: str) -> str:
    """The identifier of an instalment, as milestone and as transaction."""
    return f"{commitment}/{instalment}"


def _paid(book: Book) -> dict[str, list[Payment]]:
    """The payments that are public, by contract."""
    found: dict[str, list[Payment]] = {}
    for payment in book.payments:
        under = contract_under(book, payment.commitment)
        if under is not None:
            found.setdefault(under[0], []).append(payment)
    return found


def _funding(case: Case, book: Book, known: Funding, paid: list[Payment]) -> Piece:
    minor = book.funding_minor(known.partner)
    return without_nothing(
        {
            "id": known.id,
            "awardID": known.id,
            "title": known.title,
            "status": "active" if known.ended_at is None else "terminated",
            "statusDetails": known.why_ended,
            "value": money(minor, case.definition.money.currency) if minor else None,
            "amendments": amendments(book.contract_amendments.get(known.id, [])),
            "implementation": _implementation(case, book, known.id, paid, known.ended_at),
        }
    )


def _final(case: Case, book: Book, known: Final, paid: list[Payment]) -> Piece:
    minor = book.contract_minor(known.partner)
    return without_nothing(
        {
            "id": known.contract_id,
            "awardID": known.award_id,
            "title": "Contract",
            "status": "active" if known.ended_at is None else "terminated",
            "value": money(minor, case.definition.money.currency) if minor else None,
            "dateSigned": None if known.signed_at is None else instant(known.signed_at),
            "amendments": amendments(book.contract_amendments.get(known.contract_id, [])),
            "documents": documents(case, book, Section.CONTRACTS, known.contract_id),
            "implementation": _implementation(case, book, known.contract_id, paid, known.ended_at),
        }
    )


def _implementation(case: Case, book: Book, contract: str, paid: list[Payment], ended_at: datetime | None) -> Piece:
    when = {(payment.commitment, payment.instalment): payment.at for payment in paid}
    return without_nothing(
        {
            "milestones": [
                milestone(name, instalment, when.get((name, instalment)))
                for name, known in book.bound.items()
                if (contract_under(book, name) or ("",))[0] == contract
                for instalment in known.instalments
            ],
            "transactions": [transaction(case, payment) for payment in paid],
            "endDate": None if ended_at is None else instant(ended_at),
            "finalValue": None if ended_at is None else _sum(case, paid),
        }
    )


def _sum(case: Case, paid: list[Payment]) -> Piece:
    return money(sum(payment.amount_minor for payment in paid), case.definition.money.currency)
