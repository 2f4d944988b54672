"""One more payment of a contract that is public: told by itself, so that thousands are no more work each than one."""

from __future__ import annotations

from typing import NamedTuple

from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Case
from exports.ocds.releasing.forms import Piece
from exports.ocds.releasing.records import Payment
from exports.ocds.releasing.view.contracts import contract_under, milestone, transaction


class Paid(NamedTuple):
    """A payment and where it is told."""

    contract: str
    award: str
    payment: Payment


def public_payment(book: Book) -> Paid | None:
    """The latest payment, when the contract that it is made under is public and still in force."""
    payment = book.payments[-1]
    under = contract_under(book, payment.commitment)
    if under is None or _over(book, payment.partner):
        return None
    return Paid(contract=under[0], award=under[1], payment=payment)


def addition(case: Case, paid: Paid) -> Piece:
    """What is new with a payment."""
    payment = paid.payment
    met = milestone(payment.commitment, payment.instalment, payment.at)
    changed = {name: met[name] for name in ("id", "status", "dateMet")}
    implementation = {"milestones": [changed], "transactions": [transaction(case, payment)]}
    return {"contracts": [{"id": paid.contract, "awardID": paid.award, "implementation": implementation}]}


def add(shown: Piece, new: Piece) -> None:
    """Put it to what was shown before, in place."""
    (told,) = new["contracts"]
    contract = next(known for known in shown["contracts"] if known["id"] == told["id"])
    implementation = contract.setdefault("implementation", {})
    implementation.setdefault("transactions", []).extend(told["implementation"]["transactions"])
    for changed in told["implementation"]["milestones"]:
        known = next(one for one in implementation["milestones"] if one["id"] == changed["id"])
        known.update(changed)


def _over(book: Book, partner: str) -> bool:
    """A contract that is over tells its final value too."""
    funding, final = book.fundings.get(partner), book.contract_of(partner)
    return any(known is not None and known.ended_at is not None for known in (funding, final))
