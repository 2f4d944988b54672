"""The evidence bundle: everything that an outsider needs in order to check a procedure without us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cli.commands.exporting.group import app
from cli.declaring import Answered, Taker, takes_out
from cli.desk import Desk
from cli.options import Force, OutFile, Ref
from cli.progress import progress


@takes_out(
    app,
    "bundle",
    examples=(
        "seedbed export bundle RL-1 -o rl-1.zip --actor audit-1",
        'seedbed export bundle RL-1 -o rl-1-foi.zip --withhold class:commercial="FOI s.43" --withhold names="FOI s.40"',
        "seedbed export bundle RL-1 -o rl-1.zip --checkpoint 1234 --actor audit-1 --json",
    ),
)
def bundle(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    ref: Ref,
    out: OutFile,
    withhold: Annotated[
        list[str] | None,
        typer.Option(
            "--withhold",
            metavar="PATH=GROUND",
            help="Leave something out and say on which ground: data.reason, 12:data.reason, document,"
            " document:ARTEFACT, 12:document, class:personal, about:PARTNER, or names. May be repeated.",
        ),
    ] = None,
    checkpoint: Annotated[
        list[int] | None,
        typer.Option(
            "--checkpoint", metavar="SIZE", min=1, help="Put this checkpoint in too, to compare with. May be repeated."
        ),
    ] = None,
    force: Force = False,
) -> Callable[[Taker], Answered]:
    """Write everything about a procedure that an outsider needs to check it: one ZIP, verified without us."""

    def take(taker: Taker) -> Answered:
        from actions.evidence.bundling import export_bundle
        from actions.evidence.choosing import read_choices
        from cli.render.exporting import show_bundle
        from cli.taking import actor_of

        choices = read_choices(withhold or ())
        actor = actor_of(desk, taker)
        with progress(desk.options) as watch:
            made = export_bundle(
                desk.house,
                ref,
                out,
                actor=actor,
                role=taker.role,
                choices=choices,
                checkpoints=checkpoint or (),
                force=force,
                request_id=taker.request_id,
                watch=watch,
            )
        return Answered(schema="seedbed/bundle/1", value=made, show=lambda page: show_bundle(page, made))

    return take
