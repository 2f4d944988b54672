"""Receipts for suppliers."""

from __future__ import annotations

import typer

from cli.commands.ledger import EventNumber, Output, _text
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.options import Ref

app = typer.Typer(rich_markup_mode=None)


@reads(
    app,
    "receipt",
    examples=("seedbed receipt RL-1 12", "seedbed receipt RL-1 12 -o receipt.note"),
    codes=(0, 1, 2, 4, 6, 75),
)
def receipt(desk: Desk, ref: Ref, event: EventNumber, *, output: Output = None) -> Answered:
    """Write the signed receipt for an application or a tender: what came when, in time or not, and its event's hash."""
    from actions.ledger.receipts import receipt as receipt_for

    note = receipt_for(desk.house, ref, event)
    text = note.to_text()
    return _text(output, "seedbed/receipt/1", {"procedure": ref, "event": event, "note": text}, text)
