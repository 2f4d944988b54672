"""Procedure definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from engine.errors import InvalidInput

app = typer.Typer(
    name="procedures", help="Definitions: which there are, what they say, whether one is sound.", rich_markup_mode=None
)
app.callback()(lambda: None)


@dataclass(frozen=True, kw_only=True, slots=True)
class DefinitionSeen:
    """A definition that ships with Seedbed, or one that a procedure in this folder runs under."""

    name: str
    version: str
    title: str
    sha256: str
    shipped: bool
    used: bool


@reads(app, "list", examples=("seedbed procedures list", "seedbed procedures list --json"))
def list_(desk: Desk) -> Answered:
    """List the definitions: those that ship with Seedbed, and those in use in this data folder."""
    from cli.render.procedures import show_definitions

    found = _definitions(desk)
    return Answered(
        schema="seedbed/procedures/1",
        value={"definitions": found},
        show=lambda page: show_definitions(page, found),
    )


def _definitions(desk: Desk) -> tuple[DefinitionSeen, ...]:
    from engine.errors import NotFound
    from procedures.loader import definition_from_canonical, load_definition
    from procedures.registry import shipped

    try:
        with desk.reading() as reading:
            used = {row.sha256: definition_from_canonical(row.bytes) for row in reading.definitions()}
    except NotFound:
        used = {}  # without a data folder there are still the shipped ones
    loaded = [load_definition(one.path) for one in shipped()]
    own = {one.digest: one.definition for one in loaded}
    return tuple(
        DefinitionSeen(
            name=definition.name,
            version=definition.version,
            title=definition.title,
            sha256=digest,
            shipped=digest in own,
            used=digest in used,
        )
        for digest, definition in sorted({**used, **own}.items(), key=lambda item: (item[1].name, item[1].version))
    )


@reads(
    app,
    "show",
    examples=(
        "seedbed procedures show uk_innovative_partnership --table",
        "seedbed procedures show ./mine.yaml --mermaid",
    ),
    codes=(0, 1, 2, 4, 8),
)
def show(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A shipped definition by name, or a file.")],
    mermaid: Annotated[bool, typer.Option("--mermaid", help="The state diagrams as Mermaid text.")] = False,
    table: Annotated[
        bool, typer.Option("--table", help="Every move with who makes it and its gate (default).")
    ] = False,
    yaml: Annotated[bool, typer.Option("--yaml", help="The file itself.")] = False,
) -> Answered:
    """Draw a definition: a table of its moves and gates, its state diagrams, or the file itself."""
    from cli.render.procedures import drawn, show_drawn
    from procedures.registry import load

    form: Literal["table", "mermaid", "yaml"] = "mermaid" if mermaid else "yaml" if yaml else "table"
    if sum((mermaid, table, yaml)) > 1:
        raise InvalidInput("Choose one of --mermaid, --table and --yaml.")
    found = drawn(load(name), form)
    return Answered(schema="seedbed/procedure-show/1", value=found, show=lambda page: show_drawn(page, found))


@reads(
    app,
    "check",
    examples=("seedbed procedures check ./mine.yaml", "seedbed procedures check ./mine.yaml --json"),
    codes=(0, 1, 2, 4, 8),
)
def check(
    desk: Desk,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A definition file, or the name of a shipped one.")],
) -> Answered:
    """Check a definition: structure, law, no dead end, people, dates; a fault names its line and tells its story."""
    from cli.checking import Checked, checked, proven
    from cli.render.checking import show_checked

    found: Checked = checked(proven(desk, file))
    return Answered(
        schema="seedbed/procedure-check/2",
        value=found,
        show=lambda page: show_checked(page, found),
        exit_code=0 if found.sound else 8,
    )
