"""Who takes part, as far as the public knows: the buyer, and suppliers from their first award on."""

from __future__ import annotations

from config.open_data import Organisation
from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Case
from exports.ocds.releasing.forms import Piece, without_nothing


def parties(case: Case, book: Book) -> list[Piece]:
    """The buyer, then suppliers in the order of their awards: nobody is named who only applied or tendered."""
    named = [*book.fundings, *(ref for ref in book.finals if ref not in book.fundings)]
    return [_buyer(case), *(_supplier(case, book, ref) for ref in named)]


def buyer(case: Case) -> Piece:
    """A reference to the buyer."""
    return _reference(_id(case.settings.buyer, "buyer"), case.settings.buyer.name)


def supplier(case: Case, ref: str) -> Piece:
    """A reference to a supplier; without a name once it has been withheld."""
    known = case.settings.suppliers.get(ref, Organisation())
    return _reference(_id(known, f"supplier-{ref}"), known.name or case.names.get(ref))


def _buyer(case: Case) -> Piece:
    known = case.settings.buyer
    return {**buyer(case), **_identifier(known), "roles": ["buyer", "procuringEntity"]}


def _supplier(case: Case, book: Book, ref: str) -> Piece:
    known = case.settings.suppliers.get(ref, Organisation())
    roles = ["tenderer", "supplier"]
    scale = "sme" if book.state.partners[ref].sme else "large"
    return {**supplier(case, ref), **_identifier(known), "roles": roles, "details": {"scale": scale}}


def _reference(id_: str, name: str | None) -> Piece:
    return without_nothing({"id": id_, "name": name})


def _identifier(known: Organisation) -> Piece:
    if known.id is None:
        return {}
    return {"identifier": without_nothing({"scheme": known.scheme, "id": known.id, "uri": known.uri})}


def _id(known: Organisation, otherwise: str) -> str:
    if known.id is None:
        return otherwise
    return f"{known.scheme}-{known.id}" if known.scheme else known.id
