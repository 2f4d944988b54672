"""Notices for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import day, title_line

if TYPE_CHECKING:
    from actions.queries.notices import NoticeListed, Notices


def show_notices(page: Page, notices: Notices) -> None:
    """Every notice of the definition and where it stands."""
    title_line(page, notices.procedure, notices.title, notices.re_enactment)
    page.table(
        ("Notice", "Title", "Standing", "Reference", "By"),
        [(one.notice, one.title, _standing(one), one.reference or "", ", ".join(one.by)) for one in notices.notices],
    )


def _standing(one: NoticeListed) -> str:
    if one.due:
        return "due now, as soon as reasonably practicable"
    if one.on is not None:
        again = f" ({one.count} times)" if one.count > 1 else ""
        return f"published {day(one.on)}{again}"
    return "may be published in this step" if one.now else f"in {', '.join(one.during)}"
