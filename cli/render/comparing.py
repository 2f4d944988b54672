"""Two moments side by side, for people."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from cli.page import Page
from cli.render.words import moment, plural, title_line

if TYPE_CHECKING:
    from actions.replaying.changes import Change
    from actions.replaying.comparing import Compared, PointSeen

_MOST: Final = 12
"""So many changes of one kind are told one by one: forty scores of one afternoon say less than their number."""

TITLES: Final = {
    "state": "Where it stands",
    "lot": "Lots",
    "artefact": "Papers",
    "decision": "Decisions",
    "waiver": "Waivers",
    "notice": "Notices",
    "partner": "Partners",
    "exclusion": "Exclusion checks",
    "score": "Scores",
    "money": "Money",
    "conflict": "Declarations of interests",
    "lesson": "Lessons",
    "correction": "Corrections",
    "deadline": "Deadlines",
    "role": "Who holds which role",
    "gate": "Gates",
}
"""What each kind of change is about."""


def show_compared(page: Page, found: Compared) -> None:
    """The two moments, the gates between them, then each kind of change under its heading."""
    title_line(page, found.procedure, found.title, found.re_enactment)
    page.pairs([("from", _point(found.earlier, found.zone)), ("to", _point(found.later, found.zone))])
    if found.turned:
        page.line("You named the later one first; it is told from the earlier to the later.", style="dim")
    page.line(f"{plural(found.events, 'event')} between them, {plural(len(found.changes), 'difference')}.")
    if found.passed:
        page.heading("Gates passed between them")
        for one in found.passed:
            asked = plural(one.requirements, "requirement")
            page.line(f"  {one.n:>4}  {moment(one.at, found.zone)}  {one.who}, {one.role_title}")
            page.line(f'        "{one.title}" ({asked})')
    for about, changes in groupby(found.changes, key=lambda change: change.about):
        page.heading(TITLES[about])
        _changes(page, list(changes))
    if found.unknown:
        page.line()
        page.line(f"Gates that were not passed cannot be told: {found.unknown}")


def _changes(page: Page, changes: list[Change]) -> None:
    for change in changes[:_MOST]:
        page.line(f"  {change.sentence}")
    if len(changes) > _MOST:
        page.line(f"  ... and {len(changes) - _MOST} more: --json has all of them.")


def _point(point: PointSeen, zone: str) -> str:
    return f'event {point.n}, {moment(point.at, zone)}, in "{point.step_title}" ({point.step})'
