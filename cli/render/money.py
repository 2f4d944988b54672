"""Money for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import title_line
from engine.money import format_money

if TYPE_CHECKING:
    from actions.queries.funds import Money

_SUMS = ("Set aside", "Committed", "Paid", "Left")


def show_money(page: Page, money: Money) -> None:
    """Envelopes, then commitments, then what the law cautions about them."""
    title_line(page, money.procedure, money.title, money.re_enactment)
    page.heading("Envelopes")
    page.table(
        ("Envelope", "Title", *_SUMS),
        [
            (
                one.envelope,
                one.title,
                *(
                    format_money(sum_, money.currency)
                    for sum_ in (one.amount_minor, one.committed_minor, one.paid_minor, one.left_minor)
                ),
            )
            if one.set
            else (one.envelope, one.title, "nothing yet", "", "", "")
            for one in money.envelopes
        ],
        right=_SUMS,
    )
    if not money.commitments:
        page.line()
        page.line(f"Nothing is committed. Set money aside: seedbed money envelope {money.procedure} ENVELOPE AMOUNT")
        return
    page.heading("Commitments")
    page.table(
        ("Commitment", "Partner", "Envelope", "Sum", "Paid", "Legal base", "Category", "Instalments"),
        [
            (
                one.commitment,
                one.partner,
                one.envelope,
                format_money(one.amount_minor, money.currency),
                format_money(one.paid_minor, money.currency),
                one.legal_base,
                one.category,
                ", ".join(
                    f"{part.instalment} {format_money(part.amount_minor, money.currency)}{' paid' if part.paid else ''}"
                    for part in one.instalments
                ),
            )
            for one in money.commitments
        ],
        right=("Sum", "Paid"),
    )
    cautions = dict.fromkeys(f"{one.legal_base}: {one.caution}" for one in money.commitments if one.caution)
    for caution in cautions:
        page.line()
        page.line(f"Caution, {caution}")
