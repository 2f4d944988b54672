"""Notices as documents of a release: each where it belongs, with its number and its reference on the platform."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Case
from exports.ocds.releasing.forms import Piece, day, without_nothing
from exports.ocds.releasing.notices import Section
from exports.ocds.releasing.records import Published


def documents(case: Case, book: Book, section: Section, about: str | None = None) -> list[Piece]:
    """The notices of a section that count; of awards and contracts those about one of them.

    A notice about awards or contracts of which there are none stands with the tender.
    """
    return [_document(case, known) for known in _belonging(book, section, about) if not known.void]


def _belonging(book: Book, section: Section, about: str | None) -> Iterator[Published]:
    for known in book.notices:
        sort = known.sort.section
        homeless = sort in {Section.AWARDS, Section.CONTRACTS} and not known.about
        if (homeless and section is Section.TENDER) or (sort is section and (about is None or about in known.about)):
            yield known


def _document(case: Case, known: Published) -> Piece:
    where = case.settings.notices
    return without_nothing(
        {
            "id": f"{known.notice}-{known.n}",
            "documentType": known.sort.type,
            "noticeType": known.notice,
            "title": case.definition.notices[known.notice].title,
            "description": f"Reference {known.reference}",
            "url": None if where is None else _address(where, known.reference),
            "datePublished": day(known.on, case.definition.zone),
        }
    )


def _address(where: str, reference: str) -> str:
    """The address of a notice; a reference may hold what an address cannot."""
    return where.replace("{reference}", quote(reference, safe=""))
