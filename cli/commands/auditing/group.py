"""The group of commands for those who check the record: one file a family, each declaring its commands on it."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="audit",
    help="Check the record from outside: who took copies out, and what has changed.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)
