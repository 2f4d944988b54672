"""Deadlines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import day, due, title_line
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant

if TYPE_CHECKING:
    from actions.queries.deadlines import DeadlineExplained, Deadlines
    from engine.time.periods import PeriodExplanation


def show_deadlines(page: Page, found: Deadlines) -> None:
    """Soonest first; those without a date last."""
    title_line(page, found.procedure, found.title, found.re_enactment)
    page.table(
        ("Name", "Title", "Status", "Starts with", "Started", "Ends", "Left"),
        [
            (
                one.deadline,
                one.title,
                one.status + (f", extended {one.extended}x" if one.extended else ""),
                one.starts_with,
                day(one.starts_on),
                due(one.due_at, found.zone),
                one.left or "",
            )
            for one in found.deadlines
        ],
    )


def show_explained(page: Page, found: DeadlineExplained) -> None:
    """One deadline: its moment, the sentence, then each day."""
    title_line(page, found.procedure, found.deadline.title, found.re_enactment)
    if found.deadline.due_at is not None:
        left = f", {found.deadline.left}" if found.deadline.left else ""
        ends = describe_instant(found.deadline.due_at, found.zone)
        page.line(f"{found.deadline.status.capitalize()}: ends {ends}{left}.")
    page.line(found.sentence)
    if found.counted is not None:
        _days(page, found.counted)
    if found.minimum is not None:
        rules = f" ({', '.join(found.minimum.rules)})" if found.minimum.rules else ""
        page.line(f"The law's minimum{rules}: {found.minimum.sentence}")
    if found.deadline.missed:
        page.line(f"When it passes: {found.deadline.missed}")
    if found.deadline.rules:
        page.line(f"Rules: {', '.join(found.deadline.rules)}")


def _days(page: Page, counted: PeriodExplanation) -> None:
    page.table(
        ("Day", "Counts", "Why"),
        [(describe_date(one.on), "" if one.counted is None else str(one.counted), one.reason) for one in counted.days],
        right=("Counts",),
    )
