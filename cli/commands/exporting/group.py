"""The group of commands that write what others read: one file a family, each declaring its commands on this group."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="export", help="Write a procedure down for others: evidence, open data, process files.", rich_markup_mode=None
)
app.callback()(lambda: None)
