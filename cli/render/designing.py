"""Definitions that are published, and procedures that are moved, as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import due, title_line

if TYPE_CHECKING:
    from actions.designing.moving import MoveSeen, Preview
    from actions.designing.publishing import Listed, Publication
    from cli.commands.design.differing import Differing
    from cli.commands.design.moving import Moved
    from engine.moving import Reckoned


def show_publication(page: Page, found: Publication, file: str) -> None:
    """What became of it, and what is to be typed next."""
    called = f"{found.name} {found.version} ({found.definition[:12]})"
    if found.status == "published":
        page.line(f"{called} is published: written by {found.author}, approved by {found.approved_by}.", style="green")
        page.line(f"Procedures may be opened under it: seedbed open REF --definition {file}")
    else:
        page.line(f"{called} is proposed by {found.author}.", style="green")
        page.line(f"Another designer approves it: seedbed design publish {file} --approve --actor PERSON")
    if found.accepted:
        page.line(f"Accepted with a reason in the definition: {', '.join(found.accepted)}.")
    if found.warnings:
        page.line(f"Findings that warn: {found.warnings}. seedbed procedures check {file} shows them.")
    if found.dry_run:
        page.line("Nothing was recorded: this was a dry run.")


def show_published(page: Page, found: tuple[Listed, ...]) -> None:
    """A row for each definition."""
    page.table(
        ("Definition", "Version", "Status", "Author", "Approved by", "Running", "SHA-256"),
        [
            (
                one.name, one.version, one.status, one.author or "-", one.approved_by or "-", str(one.running),
                one.definition[:12],
            )
            for one in found
        ],
    )  # fmt: skip


def show_moved(page: Page, found: Moved) -> None:
    """The preview, and what came of it."""
    if found.preview is not None:
        _show_preview(page, found.preview)
    for answer in found.back:
        page.line(f"{answer.procedure}: the move was taken back.", style="bold")
        page.line(f"  Events: {', '.join(f'{n} {name}' for n, name in answer.events)}")
    for done in found.done:
        for answer in done.answers:
            page.line(f"{answer.procedure}: moved.", style="bold")
            page.line(f"  Events: {', '.join(f'{n} {name}' for n, name in answer.events)}")
        for left in done.not_moved:
            page.line(f"{left.procedure}: not moved: {left.why}", style="yellow")
    if found.dry_run:
        page.line("Nothing was changed: this was a dry run.")
    elif found.preview is None and not found.done and not found.back:
        page.line("There is no move of yours to go on with.")


def _show_preview(page: Page, found: Preview) -> None:
    page.line(f"To {found.name} {found.version} ({found.definition[:12]}, law pack {found.law_pack}):", style="bold")
    for one in found.procedures:
        _show_one(page, one)
    if found.already:
        page.line(f"Under that version already: {', '.join(found.already)}.")
    if not found.procedures and not found.already:
        page.line("No running procedure is under any version of it.")


def _show_one(page: Page, one: MoveSeen) -> None:
    title_line(page, one.procedure, f"{one.title}: from {one.version}", one.re_enactment)
    step = one.step if one.step == one.step_then else f"{one.step} becomes {one.step_then}"
    page.line(f"  {step}; the change of rules is {one.modification.replace('_', ' ')} (UK-MOD)")
    for finding in one.refused:
        page.line(f"  Refused: {finding.why}", style="red")
        if finding.next is not None:
            page.line(f"    Next: {finding.next}")
    for reckoned in one.deadlines:
        page.line(f"  {_line(reckoned, one.zone)}")


def _line(one: Reckoned, zone: str) -> str:
    if one.due_at is not None and one.was_due_at not in {None, one.due_at}:
        ends = f"{due(one.was_due_at, zone)} -> {due(one.due_at, zone)}"
    else:
        ends = due(one.due_at or one.was_due_at, zone)
    return f'"{one.title}": {one.outcome.value}, {ends}: {one.why}'


def show_difference(page: Page, found: Differing) -> None:
    """A sentence for each change, the rules that it breaks, and the procedures that stay where they are."""
    known = found.difference
    page.line(f"{known.before} -> {known.after}", style="bold")
    for one in known.changes:
        breaks = f" Breaks {', '.join(one.breaks)}." if one.breaks else ""
        rules = f" ({', '.join(one.rules)})" if one.rules else ""
        page.line(f"  {one.sentence}{rules}{breaks}", style="red" if one.breaks else "yellow" if one.shortens else "")
    if not known.changes:
        page.line("  Nothing differs that a procedure or a person would notice.")
    told = {rule for one in known.changes for rule in one.breaks}
    for finding in known.broken:
        if finding.rule not in told:
            page.line(f"  Newly broken: {finding.message}{f' ({finding.rule})' if finding.rule else ''}", style="red")
    for finding in known.mended:
        page.line(f"  Mended: {finding.message}{f' ({finding.rule})' if finding.rule else ''}", style="green")
    live = len(found.running)
    if live:
        which = f"{', '.join(found.running[:6])}{' and more' if live > 6 else ''}"
        affects = "1 live procedure" if live == 1 else f"{live} live procedures"
        page.line(f"Affects {affects} ({which}): they stay on {known.before} until they are moved.")
    else:
        page.line(f"No live procedure runs under {known.before} here.")
