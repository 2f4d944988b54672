"""Which events the public hears of, and what each adds to what it knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

from engine import events as e
from engine.definition import Definition
from engine.evolve import evolve
from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Told
from exports.ocds.releasing.notices import Section, sort_of
from exports.ocds.releasing.records import Changed, Counted, Payment, Published


class Heard(IntEnum):
    """How far an event reaches: nobody outside, the public, or the public together with what was decided before."""

    INSIDE = 0
    PUBLIC = 1
    TELLS = 2


def follow(book: Book, command: Sequence[Told]) -> bool:
    """Read the events of one command into the book; returns whether any of them is public."""
    heard = Heard.INSIDE
    for told in command:
        book.state = evolve(book.state, told)
        heard = max(heard, _HANDLERS.get(type(told.event), _inside)(book, told, told.event))
    if heard is Heard.TELLS and book.began:
        book.tell(command[-1])
    return heard > Heard.INSIDE and book.began


def _inside(book: Book, told: Told, event: e.Event) -> Heard:
    return Heard.INSIDE


def _public(book: Book, told: Told, event: e.Event) -> Heard:
    return Heard.PUBLIC


def _published(book: Book, told: Told, event: e.NoticePublished) -> Heard:
    sort = sort_of(book.definition, book.landmarks, event.notice)
    book.began = True
    _note_call(book, told)
    if event.notice == book.landmarks.award_notice:
        _name_the_chosen(book, told)
    if sort.says == "call" and any(known.sort.says == "call" and not known.void for known in book.notices):
        book.amendments.append(Changed(n=told.n, at=told.at, what="The notice is published again with changes."))
    about: tuple[str, ...] = ()
    if sort.section is Section.AWARDS:
        about = tuple(known[-1].award_id for known in book.finals.values() if known[-1].status == "pending")
    if sort.section is Section.CONTRACTS:
        about = tuple(known[-1].contract_id for known in book.finals.values() if known[-1].signed_at is not None)
    book.notices.append(
        Published(notice=event.notice, sort=sort, on=event.on, reference=event.reference, n=told.n, about=about)
    )
    return Heard.TELLS if sort.section in {Section.AWARDS, Section.CONTRACTS} else Heard.PUBLIC


def _note_call(book: Book, told: Told) -> None:
    if book.called and book.called_at is None:
        book.called_at = told.at


def _name_the_chosen(book: Book, told: Told) -> None:
    """The award notice names everybody who is chosen now, and says how many took part."""
    for ref, partner in book.state.partners.items():
        final = book.contract_of(ref)
        if partner.state in book.landmarks.chosen and (final is None or final.status == "cancelled"):
            book.name_winner(ref, told)
    first = _assessed(book, _first_round(book.definition))
    last = _assessed(book, book.definition.final_round)
    partners = book.state.partners
    book.counted = Counted(
        requests=sum(partner.on_time for partner in partners.values()),
        bids=len(first),
        sme_bids=sum(partners[ref].sme for ref in first),
        final=len(last),
        sme_final=sum(partners[ref].sme for ref in last),
    )


def _first_round(definition: Definition) -> str:
    """The round that comes first: in the order of the steps, for names come in no order."""
    steps = list(definition.steps)
    return min(definition.rounds, key=lambda name: min(map(steps.index, definition.rounds[name].during)))


def _assessed(book: Book, round_: str) -> set[str]:
    """Whose tender has a moderated score in a round (s.50: assessed tenders)."""
    return {key.split("/")[1] for key in book.state.moderated if key.startswith(f"{round_}/")}


def _entered(book: Book, told: Told, event: e.StepEntered) -> Heard:
    book.began = True
    if any(gate.move == event.move for gate in book.landmarks.gates):
        book.gates_met.setdefault(event.move, told.at)
    if book.engagement_over is None and _engaged_before(book, event.target):
        book.engagement_over = told.at
    _note_call(book, told)
    if event.ends:
        book.ended_at = told.at
    return Heard.TELLS


def _engaged_before(book: Book, target: str) -> bool:
    """Whether an engagement notice is out and this step comes after all in which it may be."""
    out = [known for known in book.notices if known.sort.says == "engagement" and not known.void]
    return bool(out) and target not in book.definition.notices[out[-1].notice].during


def _terminated(book: Book, told: Told, event: e.ProcedureTerminated) -> Heard:
    book.ended_at = told.at
    return Heard.TELLS


def _award_withdrawn(book: Book, told: Told, event: e.AwardWithdrawn) -> Heard:
    for known in book.finals.values():
        if known[-1].signed_at is None:
            known[-1].status = "cancelled"
    return Heard.PUBLIC


def _moved(book: Book, told: Told, event: e.PartnerMoved) -> Heard:
    if event.target in book.landmarks.contracted:
        book.signed[event.partner] = told.at
    return Heard.INSIDE


def _paid(book: Book, told: Told, event: e.InstalmentPaid) -> Heard:
    book.payments.append(
        Payment(
            commitment=event.commitment,
            instalment=event.instalment,
            partner=event.partner,
            amount_minor=event.amount_minor,
            currency=event.currency,
            at=told.at,
        )
    )
    return Heard.PUBLIC


def _date_changed(book: Book, told: Told, event: e.DeadlineExtended | e.DeadlineShortened) -> Heard:
    if event.deadline == book.landmarks.applications and book.called:
        title = book.definition.deadlines[event.deadline].title
        way = "later" if isinstance(event, e.DeadlineExtended) else "earlier"
        book.amendments.append(Changed(n=told.n, at=told.at, what=f"{title}: the date is now {way}."))
    return Heard.PUBLIC


def _summaries_sent(book: Book, told: Told, event: e.SummariesSent) -> Heard:
    book.summaries_at = told.at
    return Heard.INSIDE


def _corrected(book: Book, told: Told, event: e.CorrectionRecorded) -> Heard:
    for known in book.notices:
        if event.effect == "void" and known.n == event.event:
            known.void = True
            book.unname(known)
    return Heard.PUBLIC


Handler = Callable[[Book, Told, Any], Heard]

_HANDLERS: Final[Mapping[type[e.Event], Handler]] = {
    e.NoticePublished: _published,
    e.StepEntered: _entered,
    e.ProcedureTerminated: _terminated,
    e.AwardWithdrawn: _award_withdrawn,
    e.PartnerMoved: _moved,
    e.InstalmentPaid: _paid,
    e.SummariesSent: _summaries_sent,
    e.CorrectionRecorded: _corrected,
    e.DeadlineExtended: _date_changed,
    e.DeadlineShortened: _date_changed,
    e.DeadlineStarted: _public,
    e.DeadlineResumed: _public,
    e.DeadlineMoved: _public,
    e.DeadlineRecounted: _public,
    e.DeadlineDropped: _public,
    e.DeadlineRecomputed: _public,
    e.DeadlineCancelled: _public,
    e.EnvelopeSet: _public,
    e.LotCeased: _public,
}
"""Every other event stays inside."""
