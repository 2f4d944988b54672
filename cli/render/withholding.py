"""What is withheld for good, for people: before it goes, and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.page import Page
from cli.render.words import day, moment, plural
from cli.values import ZONE

if TYPE_CHECKING:
    from actions.keeping.scrub import Scrubbed
    from actions.keeping.shown import PlaceSeen, PlanSeen
    from actions.queries.keeping import DecisionSeen, HoldSeen

_WHAT = {"redaction": "one value", "erasure": "everything about a subject", "purge": "a class of records"}


def show_plan(page: Page, plan: PlanSeen) -> None:
    """What would go, what has to stay, and what nobody can recall."""
    page.line(f"{_WHAT[plan.what].capitalize()}: {plan.about} ({plan.ground.replace('_', ' ')})", style="bold")
    if plan.goes:
        page.heading(f"Goes for good: {plural(len(plan.goes), 'value')}")
        _places(page, plan.goes)
    if plan.stays:
        page.heading(f"Has to stay: {plural(len(plan.stays), 'value')}")
        _places(page, plan.stays)
    beside = [
        *([plural(plan.messages, "message")] if plan.messages else []),
        *([plural(plan.drafts, "drafted notice file")] if plan.drafts else []),
        *([plural(plan.feeds, "calendar feed")] if plan.feeds else []),
    ]
    if beside:
        page.heading("Goes with it")
        page.line(", ".join(beside))
    if plan.copies:
        page.heading("Copies that nobody can recall from here")
        for copy in plan.copies:
            page.line(f"- {copy}")
    page.line()
    page.line(plan.warning)


def _places(page: Page, places: Sequence[PlaceSeen]) -> None:
    page.table(
        ("Stream", "Event", "Path", "Class", "Why"),
        [(one.stream, str(one.event), one.path, one.record_class, one.why) for one in places],
        right=("Event",),
    )


def show_proposed(page: Page, plan: PlanSeen, answer: Mapping[str, Any] | None) -> None:
    """The plan, and the reference under which somebody else confirms it."""
    show_plan(page, plan)
    page.line()
    if answer is None:
        page.line("Nothing was proposed: this was a dry run.")
        return
    page.line(f"Proposed as {answer['decision']}. Nothing is gone yet: another records officer confirms it with")
    page.line(f"  seedbed erasure confirm {answer['decision']} --actor SOMEBODY_ELSE")


def show_confirmed(page: Page, answer: Mapping[str, Any]) -> None:
    """How much went, and what stayed."""
    page.line()
    gone = f"{plural(answer['values'], 'value')} and {plural(answer['documents'], 'document')}"
    stays = f"; {answer['stays']} had to stay" if answer["stays"] else ""
    if answer["dry_run"]:
        page.line(f"Nothing was done: this was a dry run. {gone} would go{stays}.")
        return
    page.line(f"{answer['decision']} is carried out: {gone} gone for good{stays}.")


def show_done(page: Page, answer: Mapping[str, Any]) -> None:
    """What was put on record."""
    said = {
        "WithholdingWithdrawn": "{decision} was withdrawn: nothing goes.",
        "HoldPlaced": "{hold}: everything of {about} is kept until the hold is lifted.",
        "HoldLifted": "{hold} was lifted.",
    }[answer["did"]].format_map(answer)
    page.line(f"Nothing was done: this was a dry run. It would say: {said}" if answer["dry_run"] else said)


def show_finished(page: Page, done: Sequence[Scrubbed], back: int) -> None:
    """What was finished."""
    if back:
        page.line(f"{plural(back, 'value')} that had come back with an old copy, taken away again.")
    if not done and not back:
        page.line("Nothing waits to be finished.")
    for one in done:
        page.line(f"{one.decision} is done: {plural(one.files, 'file')} removed, {one.database}.")


def show_decisions(page: Page, decisions: Sequence[DecisionSeen]) -> None:
    """Decision by decision, oldest first."""
    if not decisions:
        page.line("Nothing was ever proposed to be withheld. `seedbed redact` and `seedbed erase` propose it.")
        return
    page.table(
        ("Decision", "What", "About", "Place", "Ground", "Status", "Proposed by", "On", "Ended by"),
        [
            (
                one.decision,
                one.what,
                one.about,
                one.record_class or ("" if one.event is None else f"{one.event} {one.path}"),
                one.ground.replace("_", " "),
                one.status,
                one.proposed_by,
                moment(one.proposed_at, ZONE),
                one.ended_by or "",
            )
            for one in decisions
        ],
    )


def show_holds(page: Page, holds: Sequence[HoldSeen]) -> None:
    """Hold by hold, oldest first."""
    if not holds:
        page.line("No hold was ever placed. `seedbed hold place` places one.")
        return
    page.table(
        ("Hold", "About", "Placed by", "On", "Why", "Lifted by"),
        [
            (one.hold, one.about, one.by, day(one.placed_at.date()), one.reason or "[withheld]", one.lifted_by or "")
            for one in holds
        ],
    )
