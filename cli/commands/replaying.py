"""Stepping through a procedure's history."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.options import At, Ref
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from actions.queries.history import Attempted
    from actions.replaying.tape import Tape
    from cli.page import Page
    from cli.replay.running import Viewer

app = typer.Typer(rich_markup_mode=None)

From = Annotated[int | None, typer.Option("--event", metavar="N", min=0, help="Begin at event N; default: the first.")]
To = Annotated[int | None, typer.Option("--to", metavar="N", min=0, help="With --plain or --json: stop after event N.")]
Plain = Annotated[
    bool, typer.Option("--plain", help="Print the steps one after the other; so it is too where no terminal is.")
]


@reads(
    app,
    "replay",
    examples=(
        "seedbed replay RL-1",
        "seedbed replay RL-1 --at 2027-03-01",
        "seedbed replay RL-1 --plain --event 30 --to 34",
        "seedbed replay RL-1 --json",
    ),
)
def replay(desk: Desk, ref: Ref, *, at: At = None, event: From = None, to: To = None, plain: Plain = False) -> Answered:
    """Step through a procedure event by event, with all that was known then: n next, p back, ? for every key."""
    if at is not None and event is not None:
        raise InvalidInput("Say either --at MOMENT or --event N, not both.")
    from cli.replay.running import Viewer

    tape, attempts, begin = _read(desk, ref, at, event)
    viewer = Viewer(desk, tape, attempts)
    last = tape.last if to is None else tape.numbered(to)
    if last < begin:
        raise InvalidInput(f"--to: event {last} comes before event {begin}, with which it begins.")
    zone = tape.definition(begin).zone
    if not (desk.options.as_json or plain) and _on_screen():
        _run(desk, viewer, tape, begin)
        return Answered(schema="seedbed/replay-step/1", value=None, show=lambda _: None)
    from cli.render.replay.steps import show_step

    steps = (viewer.step(n) for n in range(begin, last + 1))

    def show(_: Page) -> None:
        for number, step in enumerate(steps):
            if number:
                desk.page.line()
            show_step(desk.page, step, zone)

    return Answered(schema="seedbed/replay-step/1", value=None, show=show, lines=steps)


def _read(desk: Desk, ref: str, at: str | None, event: int | None) -> tuple[Tape, tuple[Attempted, ...], int]:
    from actions.queries.history import attempts_upto
    from actions.replaying.tape import load
    from cli.looking_back import point_in

    with desk.reading() as reading:
        tape = load(desk.house, reading, ref)
        begin = 0 if event is None else tape.numbered(event)
        if at is not None:
            begin = point_in(desk, reading, tape, at, "--at").n
        attempts = attempts_upto(reading, tape.definition(tape.last), ref, None)
    return tape, attempts, begin


def _on_screen() -> bool:
    """Whether somebody sits at a terminal that can show a screen."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in {"", "dumb"}


def _run(desk: Desk, viewer: Viewer, tape: Tape, begin: int) -> None:
    from rich.console import Console

    from cli.looking_back import point_of
    from cli.replay.running import run
    from cli.replay.session import Session

    def place(typed: str) -> int:
        with desk.reading() as reading:
            return point_of(desk, reading, tape, typed, "Go to").n

    run(Console(highlight=False, markup=False, emoji=False), viewer, Session(tape, place, begin))
