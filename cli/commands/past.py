"""What happened, and what was decided: the history of a procedure and the record of s.98."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import At, Ref

app = typer.Typer(rich_markup_mode=None)

Attempts = Annotated[bool, typer.Option("--attempts", help="The refused commands as well, with the reasons given.")]


@reads(app, "history", examples=("seedbed history RL-1 --attempts", "seedbed history RL-1 --at 2027-03-01 --json"))
def history(desk: Desk, ref: Ref, at: At = None, attempts: Attempts = False) -> Answered:
    """Tell what happened: who did what, when, in which role, and in which words unless they are withheld."""
    from actions.queries.history import history_of_procedure
    from cli.render.past import show_history

    with desk.reading() as reading:
        found = history_of_procedure(desk.house, reading, ref, at=looked_at(desk, reading, at), attempts=attempts)
    return Answered(schema="seedbed/history/1", value=found, show=lambda page: show_history(page, found))


@reads(app, "decisions", examples=("seedbed decisions RL-1", "seedbed decisions RL-1 --json"))
def decisions(desk: Desk, ref: Ref, at: At = None) -> Answered:
    """List every material decision with who, why and the rules (s.98): gates, decisions, waivers, departures."""
    from actions.queries.decisions import decisions_of
    from cli.render.past import show_decisions

    with desk.reading() as reading:
        found = decisions_of(desk.house, reading, ref, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/decisions/1", value=found, show=lambda page: show_decisions(page, found))
