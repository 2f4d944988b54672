"""The calendar of notices: what is owed to the public, by whom and until when."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands.all_deadlines import span
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.options import Actor
from engine.errors import InvalidInput

app = typer.Typer(name="notices", help="The calendar of notices over all procedures.", rich_markup_mode=None)
app.callback()(lambda: None)


@reads(
    app,
    "due",
    examples=("seedbed notices due", "seedbed notices due --mine --due 30d --actor com", "seedbed notices due --json"),
)
def due(
    desk: Desk,
    mine: Annotated[
        bool, typer.Option("--mine", help="Only those that the actor sees to, as their owner or deputy.")
    ] = False,
    due: Annotated[
        str | None, typer.Option("--due", metavar="SPAN", help="Only those due within a span: 30d, or 4w.")
    ] = None,
    actor: Actor = None,
) -> Answered:
    """List the notices that are owed, of procedures and of the authority: until when, by whom, under which rule."""
    from actions.people import person_named
    from actions.queries.notice_calendar import notices_due
    from cli.render.notices import show_due

    if mine and not actor:
        raise InvalidInput("--mine: say who you are with --actor PERSON, or set SEEDBED_ACTOR.")
    with desk.reading() as reading:
        found = notices_due(
            desk.house,
            reading,
            person=None if not actor else person_named(reading, actor),
            mine=mine,
            due_within=None if due is None else span(due),
        )
    return Answered(schema="seedbed/notices-due/1", value=found, show=lambda page: show_due(page, found))
