"""Assessment summaries."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Draft, changes, draft
from cli.desk import Desk
from cli.options import Ref

app = typer.Typer(name="summaries", help="Assessment summaries: sent to all at the same time.", rich_markup_mode=None)
app.callback()(lambda: None)


@changes(
    app,
    "send",
    examples=(
        "seedbed summaries send RL-1 immense samdesk --actor com",
        "seedbed summaries send RL-1 immense samdesk --actor com --dry-run",
    ),
)
def send(
    desk: Desk,
    ref: Ref,
    partners: Annotated[
        list[str],
        typer.Argument(
            metavar="PARTNER...",
            help="Every supplier with an assessed tender.",
            autocompletion=complete_from("partners"),
        ),
    ],
) -> Draft:
    """Record that the assessment summaries went out, to everybody at the same time (UK-AWD-1)."""
    return draft("send_summaries", ref, partners=tuple(partners))
