"""One procedure for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import day, due, moment, people, plural, title_line
from engine.money import format_money

if TYPE_CHECKING:
    from actions.queries.funds import EnvelopeSeen
    from actions.queries.showing import DecisionSeen, PaperSeen, Shown

_ANSWERS = {True: "yes", False: "no", None: "not answered, so the stricter rule applies"}
_SUMS = ("Set aside", "Committed", "Paid", "Left")


def show_shown(page: Page, shown: Shown) -> None:
    """Where it stands first, then what is due, then everything on file."""
    one = shown.listed
    title_line(page, one.procedure, one.title, one.re_enactment)
    page.line(" > ".join(f"{stage.title} ({stage.standing})" for stage in shown.stages))
    _facts(page, shown)
    _next(page, shown)
    _dated(page, shown)
    _on_file(page, shown)
    page.line()
    page.line(f"More: seedbed explain {one.procedure}, history, decisions, partner list, money show, deadline list.")


def _facts(page: Page, shown: Shown) -> None:
    one, ended = shown.listed, ""
    if one.ended:
        ended = f", ended ({one.ended})"
        ended += f"; {shown.notice_due} must now be published" if shown.notice_due else ""
    overlay = f", {one.overlay}" if one.overlay else ""
    last = "" if shown.last_at is None else f" on {moment(shown.last_at, shown.zone)}"
    pairs = [
        ("step", f'"{one.step_title}" ({one.step}){overlay}{ended}'),
        ("history", f"{plural(shown.n + 1, 'event')}, opened {moment(shown.opened_at, shown.zone)}, last{last}"),
        ("definition", f"{shown.definition} {shown.version} ({shown.definition_sha256[:12]})"),
        ("rules", f"law pack {shown.law_pack}, calendar {shown.calendar}"),
    ]
    if shown.lots:
        named = (f"{lot} {title}{' (ceased)' if lot in shown.ceased_lots else ''}" for lot, title in shown.lots.items())
        pairs.append(("lots", "; ".join(named)))
    if shown.facts:
        pairs.append(("facts", ", ".join(f"{name}: {_ANSWERS[said]}" for name, said in shown.facts.items())))
    if shown.holders:
        pairs.append(("people", "; ".join(f"{title}: {', '.join(who)}" for title, who in shown.holders.items())))
    page.pairs(pairs)


def _next(page: Page, shown: Shown) -> None:
    if not shown.moves:
        return
    page.heading("Moves")
    page.table(
        ("To", "Move", "Gate", "Command"),
        [
            (
                move.target,
                move.title,
                "open" if move.open else f"shut: {plural(move.blockers, 'reason')}",
                move.next if move.open else f"seedbed explain {shown.listed.procedure} --to {move.target}",
            )
            for move in shown.moves
        ],
    )
    mine = [need for need in shown.listed.needs if not shown.listed.open]
    for need in mine:
        who = f" ({people(need.who, shown.holders, shown.machines)})" if need.who else ""
        page.line(f"  needed: {need.why}{who}")


def _dated(page: Page, shown: Shown) -> None:
    if shown.deadlines:
        page.heading("Deadlines")
        page.table(
            ("Deadline", "Status", "Ends", "Left"),
            [(one.title, one.status, due(one.due_at, shown.zone), one.left or "") for one in shown.deadlines],
        )
    if shown.notices:
        page.heading("Notices")
        page.table(
            ("Notice", "Title", "Published", "Reference"),
            [(one.notice, one.title, day(one.on), one.reference) for one in shown.notices],
        )


def _on_file(page: Page, shown: Shown) -> None:
    if shown.papers:
        page.heading("Papers")
        page.table(("Paper", "Standing", "From", "Reviewed by", "SHA-256"), [_paper(one) for one in shown.papers])
    if shown.decisions:
        page.heading("Decisions")
        page.table(
            ("Decision", "Outcome", "Latest word", "When"),
            [(one.title, one.outcome, _word(one), due(one.at, shown.zone)) for one in shown.decisions],
        )
    if shown.partners:
        page.heading("Partners")
        page.line(", ".join(f"{count} {title.lower()}" for title, count in shown.partners.items()))
    if shown.envelopes:
        page.heading("Money")
        page.table(("Envelope", *_SUMS), [_envelope(one, shown.currency) for one in shown.envelopes], right=_SUMS)


def _paper(one: PaperSeen) -> tuple[str, ...]:
    of = f" of {one.partner}" if one.partner else ""
    sealed = " (sealed)" if one.sealed_until else ""
    standing = f"version {one.version}, {one.status}{sealed}"
    return one.title + of, standing, one.submitted_by, one.reviewed_by or "", one.sha256[:12]


def _word(one: DecisionSeen) -> str:
    return f"{'confirmed' if one.confirms else 'decided'} by {one.by}"


def _envelope(one: EnvelopeSeen, currency: str) -> tuple[str, ...]:
    sums = (one.amount_minor, one.committed_minor, one.paid_minor, one.left_minor)
    return one.title, *(format_money(sum_, currency) for sum_ in sums)
