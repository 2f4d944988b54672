"""The group of commands for whoever designs a procedure: each file of this folder declares its commands on it."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="design", help="Design a procedure: its dates, what it asks of bidders, what it costs.", rich_markup_mode=None
)
app.callback()(lambda: None)
