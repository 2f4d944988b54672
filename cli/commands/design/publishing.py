"""Publish a definition as two people, and list what is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cli.commands.design.group import app
from cli.declaring import Answered, Who, decides, reads
from cli.desk import Desk


@decides(
    app,
    "publish",
    examples=(
        "seedbed design publish ./mine.yaml --actor ada",
        "seedbed design publish ./mine.yaml --approve --actor rob",
        "seedbed design publish ./mine.yaml --dry-run --actor ada",
    ),
    codes=(0, 1, 2, 3, 4, 7, 8, 75),
)
def publish(
    desk: Desk,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The definition: the very bytes count, by their digest.")],
    approve: Annotated[
        bool, typer.Option("--approve", help="Approve it as somebody other than its author, who has proposed it.")
    ] = False,
) -> Callable[[Who], Answered]:
    """Propose a definition as its author, or approve it as another designer; every checker has to agree first."""

    def decided(who: Who) -> Answered:
        from actions.designing.publishing import SCHEMA
        from actions.designing.publishing import publish as carry_out
        from cli.carry_out import actor_given, request_id_given
        from cli.officer import person_meant
        from cli.render.designing import show_publication
        from procedures.registry import load

        actor = person_meant(desk, actor_given(who))
        found = carry_out(
            desk.house, load(file), actor=actor, request_id=request_id_given(desk, who), approve=approve,
            dry_run=who.dry_run,
        )  # fmt: skip
        return Answered(schema=SCHEMA, value=found, show=lambda page: show_publication(page, found, file))

    return decided


@reads(app, "published", examples=("seedbed design published", "seedbed design published --json"))
def published(desk: Desk) -> Answered:
    """List the definitions that procedures may be opened under, who wrote and who approved them, and what waits."""
    from actions.designing.publishing import published as listed
    from cli.render.designing import show_published

    with desk.reading() as reading:
        found = listed(desk.house, reading)
    return Answered(
        schema="seedbed/definitions-published/1",
        value={"definitions": found},
        show=lambda page: show_published(page, found),
    )
