"""Deadlines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import day, due, title_line
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant

if TYPE_CHECKING:
    from actions.queries.all_deadlines import AllDeadlines
    from actions.queries.deadlines import DeadlineExplained, Deadlines, DeadlineSeen, RowSeen
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
                _status(one),
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
    if found.row is not None:
        _row(page, found.row)
    _life(page, found.deadline)
    if found.deadline.missed:
        page.line(f"When it passes: {found.deadline.missed}")
    if found.deadline.rules:
        page.line(f"Rules: {', '.join(found.deadline.rules)}")


def show_all(page: Page, found: AllDeadlines) -> None:
    """The deadlines of all procedures, soonest first."""
    if not found.deadlines:
        whose = f" of {found.mine}'s" if found.mine else ""
        page.line(f"No deadline{whose} is open{' so soon' if found.due_by else ''}.")
        return
    page.table(
        ("Ends", "Procedure", "Deadline", "Status", "Left", "Whose"),
        [
            (
                due(one.due_at, one.zone),
                f"{one.procedure} {one.procedure_title}",
                f"{one.title} ({one.deadline})",
                one.status,
                one.left,
                f"{one.owner_title}: {', '.join(one.people) or 'nobody holds this role'}",
            )
            for one in found.deadlines
        ],
    )
    for said in dict.fromkeys(f"{one.procedure}: {one.re_enactment}" for one in found.deadlines if one.re_enactment):
        page.line(said, style="italic")
    for said in found.no_calendar:
        page.line(f"Working days are not counted for {said}", style="yellow")
    if found.more:
        page.line("There are more: --limit 0 shows all of them.")


def _status(one: DeadlineSeen) -> str:
    counted = {"extended": one.extended, "shortened": one.shortened}
    return one.status + "".join(f", {word} {number}x" for word, number in counted.items() if number)


def _life(page: Page, one: DeadlineSeen) -> None:
    if one.met_by:
        page.line(f"It is met by the {' or the '.join(one.met_by)}.")
    if one.stands_still:
        page.line(f"It stands still while the procedure is {' or '.join(one.stands_still)}.")
    if one.left_over:
        page.line(f"What is left of it: {one.left_over}.")
    if one.acknowledged:
        page.line(f"Acknowledged by {', '.join(one.acknowledged)}.")


def _row(page: Page, row: RowSeen) -> None:
    answers = ", ".join(f"{fact}={'yes' if yes else 'no'}" for fact, yes in sorted(row.facts.items()))
    rules = f" ({', '.join(row.rules)})" if row.rules else ""
    page.line(f"Row {row.row} of the table {row.table}{rules}: {row.circumstance}. Chosen by {answers}.")
    if row.declared:
        page.line("The tender notice must declare it (Procurement Regulations 2024, regulation 18(2)(s)).")


def _days(page: Page, counted: PeriodExplanation) -> None:
    page.table(
        ("Day", "Counts", "Why"),
        [(describe_date(one.on), "" if one.counted is None else str(one.counted), one.reason) for one in counted.days],
        right=("Counts",),
    )
