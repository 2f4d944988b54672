"""The outbox for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import moment
from cli.values import ZONE

if TYPE_CHECKING:
    from actions.queries.outbox import OutboxEntry

_WORDS = {"waiting": "waits until", "under_way": "under way since", "given_up": "given up"}


def show_entries(page: Page, entries: Sequence[OutboxEntry], *, dead: bool) -> None:
    """One line an entry, and its last error below it."""
    if not entries:
        page.line("Nothing was given up." if dead else "Nothing waits: everything is done.")
        return
    for entry in entries:
        to = f" to {entry.recipient}" if entry.recipient else ""
        when = moment(entry.given_up_at or entry.due_at, ZONE)
        tries = f", {entry.attempts} tried" if entry.attempts else ""
        given_up = entry.standing.value == "given_up"
        page.line(
            f"{entry.id}  {entry.procedure}  {entry.kind}{to}: {_WORDS[entry.standing.value]} {when}{tries}",
            style="bold red" if given_up else None,
        )
        if entry.last_error:
            page.line(f"    {entry.last_error}")
    if any(entry.standing.value == "given_up" for entry in entries):
        page.line("When what was wrong is put right: seedbed outbox retry ID")
