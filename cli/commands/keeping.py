"""Keeping the store: verify it, and make its projections anew."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.progress import progress

app = typer.Typer(rich_markup_mode=None)


@reads(app, "verify", examples=("seedbed verify", "seedbed verify RL-1 --json"), codes=(0, 1, 2, 4, 6, 75))
def verify(
    desk: Desk,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="[REF]", help="Only this procedure's replay and files.", autocompletion=complete_from("procedures")
        ),
    ] = None,
) -> Answered:
    """Verify that the chain is unbroken, replay equals what is stored, and files are what was filed."""
    from actions.queries.moment import known_procedure
    from actions.queries.plain import plain
    from actions.verification import verify as check

    if ref is not None:
        with desk.reading() as reading:
            known_procedure(reading, ref)
    with progress(desk.options) as watch:
        found = check(desk.house, ref, watch)
    value = {"good": found.good, "sentence": found.sentence, **plain(found)}
    return Answered(
        schema="seedbed/verify/1",
        value=value,
        show=lambda page: page.line(found.sentence, style="green" if found.good else "bold red"),
        exit_code=0 if found.good else 6,
    )


@reads(app, "rebuild", examples=("seedbed rebuild", "seedbed rebuild --json"), codes=(0, 1, 2, 3, 4, 6, 75))
def rebuild(desk: Desk) -> Answered:
    """Throw the projections away and make them again from the history: they hold nothing of their own."""
    from actions.rebuild import rebuild as make_anew
    from cli.carry_out import refuse_demo

    refuse_demo(desk)
    with progress(desk.options) as watch:
        count = make_anew(desk.house, lambda done, total: watch("streams", done, total))
    several = "1 procedure" if count == 1 else f"{count} procedures"
    sentence = f"Made the projections of {several} anew from the history."
    return Answered(schema="seedbed/rebuild/1", value={"procedures": count}, show=lambda page: page.line(sentence))
