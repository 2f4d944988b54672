"""Rehearsals for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actions.rehearsing.stepping import PassedDeadline, ShownMessage
from cli.page import Page
from cli.render.words import moment, plural
from cli.values import ZONE
from engine.time.local_time import describe_instant

if TYPE_CHECKING:
    from actions.rehearsing.begin import Begun
    from actions.rehearsing.folders import Rehearsal
    from actions.rehearsing.stepping import Stepped


def show_begun(page: Page, begun: Begun, typed: Sequence[str]) -> None:
    """Where it is, what time it is there, and what to type."""
    what = f"{begun.of} is copied" if begun.procedure is not None else f"An office for {begun.of} is made"
    page.line(f"{what} into {begun.folder} ({plural(begun.events, 'event')}).", style="bold")
    page.line(f"Its clock stands at {describe_instant(begun.stands_at.replace(microsecond=0), ZONE)}.")
    if begun.documents_missing:
        missing = plural(begun.documents_missing, "document")
        page.line(f"{missing} could not be copied, because the live folder does not hold them: seedbed verify")
    page.line("It moves only when you move it. Nothing leaves, and the live procedures know nothing of it.")
    page.line("Go on there:")
    for line in typed:
        page.line(f"  {line}")


def show_stepped(page: Page, stepped: Stepped) -> None:
    """What time brought about, in its order; then what waits."""
    page.line(
        f"Rehearsal {stepped.name}: {moment(stepped.from_at, ZONE)} -> {moment(stepped.to_at, ZONE)}", style="bold"
    )
    happened: list[PassedDeadline | ShownMessage] = [*stepped.passed, *stepped.messages]
    happened.sort(key=lambda one: one.at)
    for one in happened:
        page.line()
        if isinstance(one, ShownMessage):
            page.line(f"{moment(one.at, ZONE)}  To {one.person}: {one.subject}", style="bold")
            for line in one.text.splitlines():
                page.line(f"    {line}".rstrip())
        else:
            outcome = "was missed, and is recorded as missed" if one.missed else "ended"
            page.line(f"{moment(one.at, ZONE)}  {one.procedure}: the deadline {one.deadline} {outcome}.", style="bold")
    if not happened:
        page.line("Nothing fell due.")
    if stepped.follow_ups_waiting:
        waiting = plural(stepped.follow_ups_waiting, "follow-up")
        page.line(f"{waiting} (notices, letters) wait for a worker; the next move carries them out here.")
    for error in stepped.errors:
        page.line(f"Failed for now: {error}", style="bold red")


def show_rehearsals(page: Page, found: Sequence[Rehearsal]) -> None:
    """One line each."""
    if not found:
        page.line("No rehearsals here. Begin one: seedbed rehearse REF")
        return
    page.table(
        ("Name", "Of", "Begun", "Stands at", "Folder"),
        [(one.name, one.of, moment(one.begun_at, ZONE), moment(one.stands_at, ZONE), one.folder) for one in found],
    )
