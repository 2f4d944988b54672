"""Going on: make a move, or waive what good practice asks of it."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Draft, changes, draft
from cli.desk import Desk
from cli.options import Reason, Ref

app = typer.Typer(rich_markup_mode=None)

To = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="STAGE_OR_STEP",
        help="Where to: a stage such as seed_funding, or a step such as SEED.",
        autocompletion=complete_from("targets"),
    ),
]
Move = Annotated[str | None, typer.Option("--move", metavar="MOVE", help="Which move, when several lead there.")]


@changes(
    app,
    "advance",
    examples=(
        "seedbed advance RL-1 --to PROBLEM_DEFINED --actor ada",
        "seedbed advance RL-1 --to seed_funding --actor ada --dry-run",
    ),
)
def advance(desk: Desk, ref: Ref, to: To, move: Move = None) -> Draft:
    """Make a move to another step or stage, if its whole gate holds; a refusal says every reason."""
    return draft("advance", ref, to=to, move=move)


@changes(
    app,
    "waive",
    examples=(
        'seedbed waive RL-1 enter_testbed competition_remains --reason "Only one was funded." --actor sam',
        'seedbed waive RL-1 close_seed lessons_recorded --reason "Recorded at the end." --actor sam --dry-run',
    ),
)
def waive(
    desk: Desk,
    ref: Ref,
    move: Annotated[str, typer.Argument(metavar="MOVE", help="The move whose gate asks for it.")],
    requirement: Annotated[str, typer.Argument(metavar="REQUIREMENT", help="What is waived, as the gate names it.")],
    reason: Reason,
) -> Draft:
    """Waive a SHOULD requirement of a move, with a reason; a MUST is never waived."""
    return draft("waive", ref, move=move, requirement=requirement, reason=reason)
