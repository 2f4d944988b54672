"""What happened, and what was decided: the history of a procedure and the record of s.98."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import At, Ref
from engine.errors import InvalidInput

app = typer.Typer(rich_markup_mode=None)

Attempts = Annotated[bool, typer.Option("--attempts", help="The refused commands as well, with the reasons given.")]


UpTo = Annotated[
    int | None, typer.Option("--event", metavar="N", min=0, help="As of event N, instead of a moment on the clock.")
]
Compare = Annotated[
    str | None,
    typer.Option(
        "--compare",
        metavar="MOMENT|N",
        help="What differs between then (--at or --event; default: now) and this other moment or event.",
    ),
]


@reads(
    app,
    "history",
    examples=(
        "seedbed history RL-1 --attempts",
        "seedbed history RL-1 --at 2027-03-01 --json",
        "seedbed history RL-1 --event 33 --compare 70",
    ),
)
def history(
    desk: Desk, ref: Ref, *, at: At = None, event: UpTo = None, compare: Compare = None, attempts: Attempts = False
) -> Answered:
    """Tell what happened: who did what, when, in which role, and in which words unless they are withheld."""
    if at is not None and event is not None:
        raise InvalidInput("Say either --at MOMENT or --event N, not both.")
    if compare is not None:
        return _compared(desk, ref, at, event, compare)
    from actions.queries.history import history_of_procedure
    from cli.render.past import show_history

    with desk.reading() as reading:
        until = looked_at(desk, reading, at)
        found = history_of_procedure(desk.house, reading, ref, at=until, event=event, attempts=attempts)
    return Answered(schema="seedbed/history/1", value=found, show=lambda page: show_history(page, found))


def _compared(desk: Desk, ref: str, at: str | None, event: int | None, other: str) -> Answered:
    """What differs between two moments; where none was said the first is now."""
    from actions.replaying.comparing import Point, compare
    from actions.replaying.tape import load
    from cli.looking_back import point_in, point_of
    from cli.render.comparing import show_compared

    with desk.reading() as reading:
        tape = load(desk.house, reading, ref)
        if event is not None:
            one = Point(n=tape.numbered(event))
        else:
            one = Point(n=tape.last) if at is None else point_in(desk, reading, tape, at, "--at")
        found = compare(tape, one, point_of(desk, reading, tape, other))
    return Answered(schema="seedbed/compared/1", value=found, show=lambda page: show_compared(page, found))


@reads(app, "why", examples=("seedbed why RL-1 33", "seedbed why RL-1 33 --json"))
def why(
    desk: Desk, ref: Ref, event: Annotated[int, typer.Argument(metavar="EVENT", min=0, help="Its number, from 0.")]
) -> Answered:
    """Say why an event is what it is: reasons, rules, evidence, who, what they had before them, what came of it."""
    from actions.replaying.why import why_event
    from cli.render.why import show_why

    with desk.reading() as reading:
        found = why_event(desk.house, reading, ref, event)
    return Answered(schema="seedbed/why/1", value=found, show=lambda page: show_why(page, found))


@reads(app, "decisions", examples=("seedbed decisions RL-1", "seedbed decisions RL-1 --json"))
def decisions(desk: Desk, ref: Ref, at: At = None) -> Answered:
    """List every material decision with who, why and the rules (s.98): gates, decisions, waivers, departures."""
    from actions.queries.decisions import decisions_of
    from cli.render.past import show_decisions

    with desk.reading() as reading:
        found = decisions_of(desk.house, reading, ref, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/decisions/1", value=found, show=lambda page: show_decisions(page, found))
