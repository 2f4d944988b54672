"""Calendars for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import day, due, title_line
from engine.time.dates import WEEKDAYS, describe_date

if TYPE_CHECKING:
    from actions.queries.calendar_views import Checked, Differing, Known, Shown
    from actions.queries.what_if import DeadlineTouched, WhatIf
    from cli.commands.calendars import Applied


def show_list(page: Page, found: Sequence[Known]) -> None:
    """One line for each version."""
    page.table(
        ("Name", "Version", "From", "Until", "Days", "SHA-256", ""),
        [
            (
                one.name, one.version, day(one.first_on), day(one.last_on), str(one.days), one.sha256[:12],
                "newest" if one.newest else "",
            )
            for one in found
        ],
        right=("Days",),
    )  # fmt: skip


def show_one(page: Page, found: Shown) -> None:
    """Its head, then its days."""
    one = found.calendar
    page.line(f"{one.name}, version {one.version}", style="bold")
    page.line(f"From {describe_date(one.first_on)} until {describe_date(one.last_on)}; no day beyond is guessed.")
    page.line(f"Source: {one.source}. SHA-256 {one.sha256}.")
    page.table(("Day", "Why"), [(describe_date(each.on), each.why) for each in found.days])


def show_checked(page: Page, found: Checked) -> None:
    """Each difference by name, then each division in one line."""
    for division in found.divisions:
        for one in division.differences:
            shown = f"{WEEKDAYS[one.on.weekday()][:3]} {one.on.isoformat()}"
            has = f"the calendar has {one.ours}" if one.ours else f"the list has {one.official}"
            lacks = "the list does not" if one.ours else "the calendar does not"
            page.line(f"{division.division}: {shown}: {has}, {lacks}.")
    for division in found.divisions:
        number = len(division.differences)
        differs = "no difference" if not number else f"{number} difference{'' if number == 1 else 's'}"
        span = f"{division.first_on.year} to {division.last_on.year}"
        page.line(f"{division.division}: {division.weekdays} weekdays, {span}: {differs}.")
    for division_name in found.missing:
        page.line(f"{division_name}: not in the list, not compared.")
    if found.weekend_days_left_out:
        page.line(f"Left out: {found.weekend_days_left_out} days of the list that are Saturdays or Sundays.")
    if found.years_beyond:
        years = ", ".join(map(str, found.years_beyond))
        page.line(f"Not compared, because {found.calendar} does not know them: {years}.")
    verdict = "agree" if found.equal else "DIFFER"
    page.line(f"Calendar {found.calendar} and {found.file} {verdict}.", style="bold")


def show_diff(page: Page, found: Differing) -> None:
    """Day by day."""
    page.line(f"{found.before} -> {found.after}", style="bold")
    if found.range_before != found.range_after:
        before, after = (f"{day(first)} to {day(last)}" for first, last in (found.range_before, found.range_after))
        page.line(f"Range: {before} -> {after}")
    page.table(
        ("Day", "Before", "After"),
        [(describe_date(one.on), one.before or "working day", one.after or "working day") for one in found.changes],
    ) if found.changes else page.line("No day differs.")


def show_what_if(page: Page, found: WhatIf) -> None:
    """Procedure by procedure: what moves, what stays and why, and what would break."""
    page.line(f"If {found.calendar} were the calendar (SHA-256 {found.sha256[:12]}):", style="bold")
    for one in found.procedures:
        title_line(page, one.procedure, f"{one.title} (on {one.calendar})", one.re_enactment)
        if not one.deadlines:
            page.line("  No open deadline moves.")
        for touched in one.deadlines:
            page.line(f"  {_line(touched, one.zone)}")
            for word, text in (("Breaks", touched.breaks), ("Stays", touched.kept), ("Cannot", touched.blocks)):
                if text:
                    page.line(f"    {word}: {text}")
    moved, broken = found.moves, found.breaks
    page.line(
        f"Running procedures on another version: {len(found.procedures)}, on this one: {found.already}."
        f" Deadlines that would move: {moved}; that would fall short of the law if they stayed: {broken}."
    )
    page.line("Nothing was changed. `seedbed calendar apply` does it, as a recorded decision.")


def _line(one: DeadlineTouched, zone: str) -> str:
    was = due(one.was_due_at, zone)
    if one.blocks is not None:
        return f'"{one.title}": {was}, not known on that calendar'
    if not one.moves:
        return f'"{one.title}": stays {was}'
    days = "" if one.days is None else f", {abs(one.days)} day{'' if abs(one.days) == 1 else 's'}"
    direction = "" if one.days is None else " later" if one.days > 0 else " earlier than was published"
    provisional = " (provisional)" if one.provisional else ""
    return f'"{one.title}": {was} -> {due(one.due_at, zone)}{days}{direction}{provisional}'


def show_applied(page: Page, found: Applied) -> None:
    """What moved, and by which events."""
    calendar, previewed = found.preview.calendar, {one.procedure: one for one in found.preview.procedures}
    if not found.answers:
        none = f"no running procedure counts on {calendar.rpartition('-')[0]}"
        every = f"every running procedure is on {calendar} already"
        page.line(f"Nothing to change: {every if found.preview.already else none}.")
        return
    for answer in found.answers:
        one = previewed.get(answer.procedure)
        if one is None:
            page.line(f"{answer.procedure}: put on it before, under this request id.", style="bold")
        else:
            title_line(page, one.procedure, f"{one.title}: {one.calendar} -> {calendar}", one.re_enactment)
            for touched in one.deadlines:
                page.line(f"  {_line(touched, one.zone)}")
        page.line(f"  Events: {', '.join(f'{n} {name}' for n, name in answer.events)}")
    if found.dry_run:
        page.line("Nothing was changed: this was a dry run.")
