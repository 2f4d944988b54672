"""Every deadline of every procedure, soonest first."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.options import Actor
from engine.errors import InvalidInput
from engine.time.dates import describe_value

app = typer.Typer(rich_markup_mode=None)

_SPAN = re.compile(r"([0-9]{1,4})([dw])", re.ASCII)
_DAYS = {"d": 1, "w": 7}


@reads(
    app,
    "deadlines",
    examples=(
        "seedbed deadlines",
        "seedbed deadlines --mine --due 14d --actor com",
        "seedbed deadlines --all --limit 0 --json",
        "seedbed deadlines --mine --actor com --ics --out deadlines.ics",
    ),
)
def deadlines(  # noqa: PLR0917 - one parameter for each option
    desk: Desk,
    mine: Annotated[
        bool, typer.Option("--mine", help="Only those that the actor sees to, as their owner or deputy.")
    ] = False,
    due: Annotated[
        str | None, typer.Option("--due", metavar="SPAN", help="Only those that end within a span: 14d, or 2w.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Those that are met, past or ended as well.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=0, metavar="NUMBER", help="At most so many rows; 0: all of them.")
    ] = 50,
    ics: Annotated[
        bool, typer.Option("--ics", help="As a calendar (iCalendar); --mine: of the procedures you hold a role on.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="With --ics: write it there, to no file's place.")
    ] = None,
    actor: Actor = None,
) -> Answered:
    """List the deadlines of all procedures, soonest first: how each stands, whose it is, the working days left."""
    from actions.people import person_named
    from actions.queries.all_deadlines import all_deadlines
    from cli.render.deadlines import show_all

    if mine and not actor:
        raise InvalidInput("--mine: say who you are with --actor PERSON, or set SEEDBED_ACTOR.")
    if ics:
        if due is not None:
            raise InvalidInput("--due: a calendar has every deadline; leave --due away, or leave --ics away.")
        from cli.ics import calendar_answer

        return calendar_answer(desk, actor if mine else None, out)
    if out is not None:
        raise InvalidInput("--out: only a calendar is written to a file; say --ics as well.")
    with desk.reading() as reading:
        found = all_deadlines(
            desk.house,
            reading,
            person=None if not actor else person_named(reading, actor),
            mine=mine,
            due_within=None if due is None else span(due),
            everything=all_,
            limit=limit or None,
        )
    return Answered(schema="seedbed/all-deadlines/1", value=found, show=lambda page: show_all(page, found))


def span(text: str) -> timedelta:
    """A span such as 14d or 2w."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise InvalidInput(f"--due: expected a span such as 14d (days) or 2w (weeks), got {describe_value(text)}.")
    return timedelta(days=int(found[1]) * _DAYS[found[2]])
