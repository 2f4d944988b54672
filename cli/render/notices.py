"""Notices for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import day, title_line

if TYPE_CHECKING:
    from actions.queries.notice_calendar import NoticeDue, NoticesDue
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


def show_due(page: Page, due: NoticesDue) -> None:
    """Everything that is owed, soonest first."""
    if not due.notices:
        page.line("No notice is owed." if due.due_by is None else "No notice is owed within that span.")
        return
    page.table(
        ("Due", "Notice", "Procedure", "For", "Who", "Rules", "Left"),
        [_row(one) for one in due.notices],
    )


def _row(one: NoticeDue) -> tuple[str, ...]:
    when = "now" if one.due_on is None else day(one.due_on)
    who = ", ".join(one.people) or one.owner_title or ""
    left = f"{one.left} (missed)" if one.status == "missed" else one.left or one.status
    return when, f"{one.notice} {one.title}", one.procedure, one.about, who, ", ".join(one.rules), left
