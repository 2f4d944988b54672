"""Definitions for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cli.page import Page, write

if TYPE_CHECKING:
    from cli.commands.procedures import DefinitionSeen
    from procedures.loader import LoadedDefinition
    from procedures.show import Row

Form = Literal["table", "mermaid", "yaml"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A definition in one form: rows of a table, or text."""

    name: str
    version: str
    title: str
    sha256: str
    form: Form
    moves: tuple[Row, ...] | None
    text: str | None


def drawn(loaded: LoadedDefinition, form: Form) -> Drawn:
    """Draw a definition."""
    from procedures.show import mermaid, partner_mermaid, table

    definition = loaded.definition
    text = None
    if form == "mermaid":
        text = f"{mermaid(definition)}\n{partner_mermaid(definition)}"
    elif form == "yaml":
        text = loaded.path.read_text(encoding="utf-8")
    return Drawn(
        name=definition.name,
        version=definition.version,
        title=definition.title,
        sha256=loaded.digest,
        form=form,
        moves=table(definition) if form == "table" else None,
        text=text,
    )


def show_drawn(page: Page, found: Drawn) -> None:
    """Text as it is, or each move with its gate."""
    if found.text is not None:
        write(found.text if found.text.endswith("\n") else f"{found.text}\n")
        return
    page.line(f"{found.title} ({found.name} {found.version}, {found.sha256[:12]})", style="bold")
    stage = None
    for row in found.moves or ():
        if row.stage != stage:
            stage = row.stage
            page.heading(stage)
        page.line(f"  {row.source} -> {row.target}  {row.title}  [{', '.join(row.who)}]")
        for asks in row.gate:
            page.line(f"      - {asks}")
        for what, items in (("notices", row.notices), ("deadlines", row.deadlines)):
            if items:
                page.line(f"      {what}: {', '.join(items)}")


def show_definitions(page: Page, found: Sequence[DefinitionSeen]) -> None:
    """One row a definition."""
    page.table(
        ("Name", "Version", "Title", "SHA-256", "Ships with Seedbed", "In use here"),
        [
            (
                one.name,
                one.version,
                one.title,
                one.sha256[:12],
                "yes" if one.shipped else "no",
                "yes" if one.used else "no",
            )
            for one in found
        ],
    )
    page.line("Look at one: seedbed procedures show NAME. Check your own: seedbed procedures check FILE.")
