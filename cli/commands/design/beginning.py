"""Begin a definition from one that there is."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.commands.design.group import app
from cli.completion import complete_from
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.files import hand_out
from cli.page import Page
from engine.errors import InvalidInput

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A definition that was begun, and the file with the words that an editor knows."""

    file: str
    name: str
    version: str
    title: str
    begun_from: str
    schema_file: str


@reads(
    app,
    "new",
    examples=(
        "seedbed design new night_buses.yaml --from uk_innovative_partnership --title 'Buses at night'",
        "seedbed design new ./trial.yaml --from ./mine.yaml --name trial --title Trial --json",
    ),
    codes=(0, 1, 2, 4, 8),
)
def new(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; one that exists is kept.")],
    origin: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="NAME",
            help="What to begin from: a shipped definition by name, or a file.",
            autocompletion=complete_from("definitions"),
        ),
    ],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What it is called in words.")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Its name; default: the name of the file.")
    ] = None,
) -> Answered:
    """Begin a definition from one that there is: every comment stays, and beside it lies what an editor must know."""
    from procedures.drafting import drafted
    from procedures.drafting.drafting import FIRST_VERSION
    from procedures.loader import load_definition, read_definition
    from procedures.registry import find

    begun_from = load_definition(find(origin))
    called = name or re.sub(r"[^a-z0-9]+", "_", file.stem.lower()).strip("_")
    if not _NAME.fullmatch(called):
        raise InvalidInput(f'--name: "{called}" is no name: lower-case letters first, then digits and underscores too.')
    source = f"{begun_from.definition.name} {begun_from.definition.version}"
    content = drafted(begun_from.path.read_bytes(), name=called, title=title, origin=source)
    read_definition(content, file)
    begun = Begun(
        file=str(file),
        name=called,
        version=FIRST_VERSION,
        title=title,
        begun_from=source,
        schema_file=str(_placed(content, file)),
    )
    return Answered(schema="seedbed/definition-begun/1", value=begun, show=lambda page: _show(page, begun))


def _placed(content: bytes, file: Path) -> Path:
    """Write the definition, and beside it the words of the format unless they are there."""
    from procedures.drafting.drafting import SCHEMA_FILE
    from procedures.schema import PATH

    hand_out(io.BytesIO(content), file)
    beside = file.with_name(SCHEMA_FILE)
    if not beside.exists():
        hand_out(io.BytesIO(PATH.read_bytes()), beside)
    return beside


def _show(page: Page, begun: Begun) -> None:
    page.line(f"{begun.file}: {begun.name} {begun.version}, begun from {begun.begun_from}.", style="green")
    page.line(f"An editor that knows YAML completes and checks it by {begun.schema_file}.")
    page.line(f"Next: write it, and look at it with seedbed design lint {begun.file}")
