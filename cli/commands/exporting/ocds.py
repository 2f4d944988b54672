"""Open data of a procedure: its releases, or its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cli.commands.exporting.group import app
from cli.declaring import Answered, Taker, takes_out
from cli.desk import Desk
from cli.options import Force, OutFile, Ref
from exports.ocds.profiles import Profile


@takes_out(
    app,
    "ocds",
    examples=(
        "seedbed export ocds RL-1 --profile uk -o rl-1.json --actor audit-1",
        "seedbed export ocds RL-1 --profile eu --record -o rl-1-record.json --actor audit-1 --json",
    ),
)
def ocds(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    ref: Ref,
    out: OutFile,
    profile: Annotated[
        Profile,
        typer.Option("--profile", help="Whose fields and codes: the bare standard's, the EU's, Find a Tender's."),
    ] = Profile.UK,
    record: Annotated[
        bool, typer.Option("--record", help="A record package: with all releases, what is true after them.")
    ] = False,
    force: Force = False,
) -> Callable[[Taker], Answered]:
    """Write what is public of a procedure as Open Contracting releases (OCDS 1.1), validated before it is written."""

    def take(taker: Taker) -> Answered:
        from actions.open_data.exporting import export_releases
        from cli.render.open_data import show_released
        from cli.taking import actor_of

        made = export_releases(
            desk.house,
            ref,
            out,
            profile=profile,
            record=record,
            actor=actor_of(desk, taker),
            role=taker.role,
            force=force,
            request_id=taker.request_id,
        )
        return Answered(schema="seedbed/ocds/1", value=made, show=lambda page: show_released(page, made))

    return take
