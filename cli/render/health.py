"""The doctor's findings for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page

if TYPE_CHECKING:
    from actions.queries.health import Health

_STYLES = {"ok": "green", "look": "yellow", "bad": "bold red"}


def show_health(page: Page, health: Health) -> None:
    """One line a check, with what to do below it."""
    for check in health.checks:
        found = check.found.replace("\n", "\n      ")
        page.line(f"{check.mark.value:<5} {check.name}: {found}", style=_STYLES[check.mark.value])
        if check.do:
            page.line(f"      {check.do}")
    page.line(health.summary)
