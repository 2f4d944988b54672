"""Files for other tools, for whoever wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page

if TYPE_CHECKING:
    from actions.process.exporting import HandedOver
    from actions.process.models import Modelled


def show_handed_over(page: Page, made: HandedOver) -> None:
    """The file, its digest, and where that is on record."""
    page.line(made.sentence, style="green")
    of = "the manifest of its files" if made.files > 1 and not made.file.lower().endswith(".zip") else "the file"
    page.line(f"SHA-256 of {of} {made.sha256}")
    whose = f" {made.procedures[0]}" if len(made.procedures) == 1 else ""
    page.line(f"On record: seedbed audit exports{whose}")


def show_modelled(page: Page, made: Modelled) -> None:
    """The file, and which definition it is of."""
    page.line(made.sentence, style="green")
    page.line(f"{made.places} places, {made.moves} kinds of move; definition SHA-256 {made.definition_sha256}")
