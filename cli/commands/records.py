"""Records that explain decisions: interests, lessons, communications with suppliers."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cli.completion import complete_from
from cli.declaring import Draft, changes, draft
from cli.desk import Desk
from cli.options import Ref
from engine.errors import InvalidInput

app = typer.Typer(rich_markup_mode=None)


@changes(
    app,
    "declare",
    examples=(
        "seedbed declare RL-1 --position none --actor ada",
        'seedbed declare RL-1 --position mitigated --details "Shares, sold in 2025." --actor ada',
    ),
)
def declare(
    desk: Desk,
    ref: Ref,
    position: Annotated[
        Literal["none", "mitigated", "unresolved"], typer.Option("--position", help="Where you stand (UK-COI-1..2).")
    ],
    details: Annotated[
        str | None, typer.Option("--details", metavar="TEXT", help="Needed unless the position is none. Kept sealed.")
    ] = None,
) -> Draft:
    """Declare your own interests in this procedure, in the role in which you act."""
    return draft("declare_conflicts", ref, position=position, details=details)


@changes(
    app,
    "lesson",
    examples=(
        'seedbed lesson RL-1 --stage testbed --about artefact:test_results --did-not-work "Too few sites." --actor ada',
        'seedbed lesson RL-1 --stage award --about move:decide_award --worked "Frozen criteria." --actor ada',
    ),
)
def lesson(
    desk: Desk,
    *,
    ref: Ref,
    stage: Annotated[str, typer.Option("--stage", metavar="STAGE", help="The stage in which it was learnt.")],
    about: Annotated[
        str,
        typer.Option(
            "--about",
            metavar="ELEMENT",
            help="What it is about: procedure, partner:NAME, lot:NAME, artefact:NAME, step:NAME, move:NAME or"
            " requirement:MOVE/NAME.",
            autocompletion=complete_from("elements"),
        ),
    ],
    worked: Annotated[str | None, typer.Option("--worked", metavar="TEXT", help="What worked, and why.")] = None,
    did_not_work: Annotated[
        str | None, typer.Option("--did-not-work", metavar="TEXT", help="What did not work, and why.")
    ] = None,
) -> Draft:
    """Write down what was learnt in a stage, what did not work included."""
    if (worked is None) == (did_not_work is None):
        raise InvalidInput("Give exactly one of --worked TEXT and --did-not-work TEXT.")
    text = worked if worked is not None else did_not_work
    return draft("record_lesson", ref, stage=stage, about=about, worked=worked is not None, lesson=text)


@changes(
    app,
    "communicate",
    examples=(
        'seedbed communicate RL-1 --direction sent --about "Answers to questions 1-7." --actor com',
        'seedbed communicate RL-1 --direction received --about "Query on the summary." --partner immense --actor com',
    ),
)
def communicate(
    desk: Desk,
    ref: Ref,
    direction: Annotated[Literal["sent", "received"], typer.Option("--direction", help="Sent by us, or received.")],
    about: Annotated[str, typer.Option("--about", metavar="TEXT", help="What it was about. Kept sealed.")],
    partner: Annotated[
        list[str] | None,
        typer.Option(
            "--partner",
            metavar="PARTNER",
            help="With whom; repeat for several; none: with suppliers in general.",
            autocompletion=complete_from("partners"),
        ),
    ] = None,
) -> Draft:
    """Record a communication with suppliers about the award (UK-REC-2, s.98(3))."""
    return draft("record_communication", ref, direction=direction, about=about, partners=tuple(partner or ()))
