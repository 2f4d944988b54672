"""A demonstration that was stopped for somebody to go on, and the clock of a rehearsal, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.values import ZONE
from engine.time.local_time import describe_instant

if TYPE_CHECKING:
    from cli.commands.demo import Rehearsed


def show_rehearsal(page: Page, value: Rehearsed) -> None:
    """Where it stands, what time it is there, and what to type."""
    page.line()
    page.line(f'{value.procedure} has come to "{value.step_title}" ({value.step}).', style="bold")
    page.line(f"Its clock stands at {describe_instant(value.now, ZONE)} and moves only when you move it.")
    page.line("Go on as anybody of the register:")
    for typed in value.next:
        page.line(f"  {typed}")
