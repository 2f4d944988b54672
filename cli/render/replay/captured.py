"""A page that is kept instead of printed, so that what a command prints can also stand on a screen and be scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page, printable

if TYPE_CHECKING:
    from rich.text import Text


class Captured(Page):
    """Collects lines, each with its style; everything passes ``printable`` here too."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.lines: list[Text] = []

    def line(self, text: str = "", *, style: str | None = None) -> None:
        """Keep one line, or several when the text has line ends."""
        from rich.text import Text

        for part in printable(text).split("\n"):
            self.lines.append(Text(part, style=style or ""))
