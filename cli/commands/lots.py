"""Lots."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Draft, changes, draft
from cli.desk import Desk
from cli.options import Reason, Ref

app = typer.Typer(name="lot", help="Lots: one can cease while others go on.", rich_markup_mode=None)
app.callback()(lambda: None)


@changes(
    app,
    "cease",
    examples=(
        'seedbed lot cease RL-1 kerbside --reason "No tender met the need." --actor sam',
        'seedbed lot cease RL-1 kerbside --reason "No tender met the need." --actor sam --dry-run',
    ),
)
def cease(
    desk: Desk,
    ref: Ref,
    lot: Annotated[
        str, typer.Argument(metavar="LOT", help="The lot that is abandoned.", autocompletion=complete_from("lots"))
    ],
    reason: Reason,
) -> Draft:
    """Abandon one lot while others go on; the award notice later carries it (UK6)."""
    return draft("cease_lot", ref, lot=lot, reason=reason)
