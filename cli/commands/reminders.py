"""Reminders: what is due, what was sent, and why somebody was told or was not."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Answered, reads
from cli.desk import Desk

app = typer.Typer(
    name="reminders", help="Reminders: what is due, what was sent, and why somebody was told.", rich_markup_mode=None
)
app.callback()(lambda: None)

Ref = Annotated[
    str | None,
    typer.Argument(metavar="[REF]", help="Only of this procedure.", autocompletion=complete_from("procedures")),
]
Days = Annotated[int, typer.Option("--days", metavar="N", min=1, max=3660, help="How many days to look at.")]


@reads(app, "due", examples=("seedbed reminders due", "seedbed reminders due RL-1 --days 60 --json"))
def due(desk: Desk, ref: Ref = None, days: Days = 14) -> Answered:
    """List what is due in the next days, and to whom it would go as things are; nothing is sent."""
    from actions.queries.reminders import due as found_due
    from cli.render.reminders import show_due

    with desk.reading() as reading:
        found = found_due(desk.house, reading, procedure=ref, days=days)
    return Answered(schema="seedbed/reminders-due/1", value=found, show=lambda page: show_due(page, found))


@reads(
    app,
    "sent",
    examples=("seedbed reminders sent", "seedbed reminders sent RL-1 --person ada --days 90 --json"),
)
def sent(
    desk: Desk,
    ref: Ref = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="PERSON", help="Only to them: a pseudonym or an e-mail address.")
    ] = None,
    days: Days = 14,
) -> Answered:
    """List the messages of the last days: claimed, sent, confirmed, tried again, given up."""
    from actions.queries.reminders import sent as found_sent
    from cli.render.reminders import show_sent

    with desk.reading() as reading:
        found = found_sent(desk.house, reading, person=person, procedure=ref, days=days)
    return Answered(schema="seedbed/reminders-sent/1", value=found, show=lambda page: show_sent(page, found))


@reads(
    app,
    "why",
    examples=("seedbed reminders why ada contract_details_due", "seedbed reminders why ada RL-1 applications_close"),
)
def why(
    desk: Desk,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="A pseudonym or an e-mail address.")],
    where: Annotated[
        str,
        typer.Argument(metavar="REF|DEADLINE", help="The procedure, or else the deadline: in every one that has it."),
    ],
    deadline: Annotated[
        str | None,
        typer.Argument(metavar="DEADLINE", help="The deadline, as the definition names it, after a procedure."),
    ] = None,
) -> Answered:
    """Say why somebody was told of a deadline, or was not: every rung, to whom it went, and why."""
    from actions.queries.reminders import why as found_why
    from cli.render.reminders import show_why

    procedure, name = (None, where) if deadline is None else (where, deadline)
    with desk.reading() as reading:
        found = found_why(desk.house, reading, person, name, procedure)
    return Answered(schema="seedbed/reminders-why/1", value=found, show=lambda page: show_why(page, found))
