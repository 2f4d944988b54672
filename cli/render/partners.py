"""Partners and the funnel for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import due, moment, person, said, title_line

if TYPE_CHECKING:
    from actions.queries.funnel import Funnel


def show_funnel(page: Page, funnel: Funnel) -> None:
    """How many reached each state, who is where, and how the others left."""
    title_line(page, funnel.procedure, funnel.title, funnel.re_enactment)
    if not funnel.partners:
        page.line(f"No partner is registered yet: seedbed partner register {funnel.procedure} PARTNER --name NAME")
        return
    page.heading("Funnel")
    rows = [(one.title, str(one.ever), str(one.now)) for one in funnel.reached if one.ever]
    page.table(("State", "Ever", "Now"), rows, right=("Ever", "Now"))
    page.heading("Partners")
    page.table(
        ("Partner", "Name", "Lot", "State", "Received", "SME"),
        [
            (
                one.partner,
                one.name or "[withheld]",
                one.lot or "",
                one.state_title,
                due(one.received_at, funnel.zone) + ("" if one.on_time else " (too late)"),
                "yes" if one.sme else "no",
            )
            for one in funnel.partners
        ],
    )
    if funnel.left:
        page.heading("Left")
        for one in funnel.left:
            source = f' from "{one.source_title}"' if one.source_title else ""
            lot = f", lot {one.lot}" if one.lot else ""
            page.line(f'{one.partner}{lot}: "{one.state_title}"{source}, {moment(one.at, funnel.zone)}, event {one.n},')
            page.line(f"  by {person(one.who, one.name)}{': ' + said(one.why) if one.why else ''}")
