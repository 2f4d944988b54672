"""What the checkers found, for people: grouped, each with its line, its rule and its story."""

from __future__ import annotations

from collections import Counter

from cli.checking import Checked, Found
from cli.page import Page


def show_checked(page: Page, checked: Checked) -> None:
    """The findings under the title of their checker; then figures of its plan, and whether the definition is sound."""
    group = None
    for found in checked.findings:
        if found.group != group:
            group = found.group
            page.heading(group)
        _show(page, checked, found)
    if checked.findings:
        page.line()
    for figure in checked.figures:
        page.line(figure)
    page.line(_sentence(checked), style="bold" if checked.findings else None)


def _show(page: Page, checked: Checked, found: Found) -> None:
    rule = f" ({found.rule})" if found.rule else ""
    where = f"{found.place}: " if found.place else ""
    style = "red" if found.severity == "MUST" else "yellow"
    page.line(f"{checked.file}:{found.line}: {found.severity}: {where}{found.message}{rule}", style=style)
    for number, sentence in enumerate(found.story, 1):
        page.line(f"    {number:>2}. {sentence}")
    if found.accepted:
        page.line(f"    accepted: {found.accepted}")


def _sentence(checked: Checked) -> str:
    count = Counter("must" if found.severity == "MUST" else "other" for found in checked.findings)
    parts = (
        f"{checked.stages} stages, {checked.steps} steps, {checked.moves} moves, {checked.requirements} requirements,"
        f" {checked.states_explored:,} states explored"
    )
    warned = f", with {count['other']} to look at" if count["other"] else ""
    if checked.sound:
        verdict = f"is sound{warned}: {parts}"
    else:
        verdict = f"is refused for {count['must']} fault{'' if count['must'] == 1 else 's'}{warned}: {parts}"
    return f"{checked.file}: {checked.name} {checked.version} {verdict}. SHA-256 {checked.sha256}"
