"""How long records are kept, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import day, written

if TYPE_CHECKING:
    from actions.queries.retention import ClassKept, RetentionSeen


def show_retention(page: Page, seen: RetentionSeen, *, only_due: bool) -> None:
    """Class by class; the rule and its reason stand at each."""
    if not seen.classes:
        empty = "Nothing is due: every record is kept by a rule or a hold, or there is none."
        page.line(empty if only_due else "No procedure holds a record yet.")
        return
    page.line(f"As of {written(seen.today)}, schedule {seen.schedule}. Nothing is deleted by itself.")
    page.table(
        ("Procedure", "Class", "Values", "Kept until", "Due", "Holds", "Why"),
        [
            (
                one.procedure,
                one.record_class,
                str(one.values),
                _until(one),
                "yes" if one.due else "",
                ", ".join(one.holds),
                one.why,
            )
            for one in seen.classes
        ],
        right=("Values",),
    )
    if only_due:
        page.line()
        page.line("Two people may withhold a class: seedbed retention purge REF CLASS --reason TEXT")


def _until(one: ClassKept) -> str:
    if one.until is not None:
        return day(one.until)
    if one.procedure == "people":
        return ""
    return "you decide" if not one.rules and one.due else "no end yet"
