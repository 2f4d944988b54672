"""Who took what out of the house."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.auditing.group import app
from cli.completion import complete_from
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import At

OptionalRef = Annotated[
    str | None,
    typer.Argument(
        metavar="[REF]",
        help="Only exports of this procedure, and of everything; default: all.",
        autocompletion=complete_from("procedures"),
    ),
]


@reads(app, "exports", examples=("seedbed audit exports", "seedbed audit exports RL-1 --json"))
def exports(desk: Desk, ref: OptionalRef = None, at: At = None) -> Answered:
    """List the copies that were taken out of the house: what, by whom, when, how far the history in them went."""
    from actions.queries.exports import exports_seen
    from cli.render.exports import show_exports

    with desk.reading() as reading:
        found = exports_seen(reading, ref, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/exports/1", value=found, show=lambda page: show_exports(page, found))
