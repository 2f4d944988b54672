"""Say what differs between two definitions, in legal and human terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.design.group import app
from cli.declaring import Answered, reads
from cli.desk import Desk
from engine.errors import NotFound

if TYPE_CHECKING:
    from procedures.difference import Difference

Meant = Annotated[
    str, typer.Argument(metavar="DEFINITION", help="A file, a name, NAME@VERSION, or the beginning of a digest.")
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Differing:
    """The difference, and the procedures that run here under the older one, and stay there until they are moved."""

    difference: Difference
    running: tuple[str, ...]


@reads(
    app,
    "diff",
    examples=(
        "seedbed design diff small_works@1.0.0 ./mine.yaml",
        "seedbed design diff uk_innovative_partnership ./mine.yaml --json",
    ),
    codes=(0, 1, 2, 4, 8, 75),
)
def diff(desk: Desk, before: Meant, after: Meant) -> Answered:
    """Say what differs between two definitions: what is shortened, what is newly broken, who it is about."""
    from cli.render.designing import show_difference
    from procedures.difference import difference
    from procedures.proof import prove
    from procedures.registry import load

    try:
        with desk.reading() as reading:
            from actions.designing.moving import running_under
            from actions.designing.versions import version_meant

            old, new = version_meant(reading, before), version_meant(reading, after)
            running = tuple(running_under(reading, old.digest))
    except NotFound:
        old, new, running = load(before), load(after), ()
    found = Differing(difference=difference(prove(old), prove(new)), running=running)
    return Answered(schema="seedbed/design-diff/1", value=found, show=lambda page: show_difference(page, found))
