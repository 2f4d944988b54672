"""Where everything stands: the list, one procedure, and why a move is or is not open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import At, Ref
from engine.errors import NotFound

if TYPE_CHECKING:
    from storage.reading import Reading

app = typer.Typer(rich_markup_mode=None)

Mine = Annotated[
    str | None,
    typer.Option("--mine", metavar="PERSON", help="Only what needs this person (a pseudonym or an e-mail address)."),
]
All = Annotated[bool, typer.Option("--all", help="Those that have ended as well.")]
Limit = Annotated[int, typer.Option("--limit", min=0, metavar="NUMBER", help="At most so many rows; 0: all of them.")]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="STAGE_OR_STEP",
        help="Only the moves that lead there.",
        autocompletion=complete_from("targets"),
    ),
]
Move = Annotated[str | None, typer.Option("--move", metavar="MOVE", help="Only the move of this name.")]


@reads(app, "list", examples=("seedbed list", "seedbed list --mine ada@tfl.example --json"))
def list_(desk: Desk, mine: Mine = None, all_: All = False, limit: Limit = 50, at: At = None) -> Answered:
    """List the procedures: what needs whom, why each does not go on, and how many working days are left."""
    from actions.people import person_named
    from actions.queries.listing import list_procedures
    from cli.render.looking import show_list

    with desk.reading() as reading:
        person = _myself(reading) if mine is None else person_named(reading, mine)
        listing = list_procedures(
            desk.house,
            reading,
            person=person,
            mine=mine is not None,
            ended=all_,
            at=looked_at(desk, reading, at),
            limit=limit or None,
        )
    return Answered(schema="seedbed/list/1", value=listing, show=lambda page: show_list(page, listing))


def _myself(reading: Reading) -> str | None:
    """Whoever sits here, if the environment says so and the register knows them: what needs them is marked."""
    import os

    from actions.people import person_named

    given = os.environ.get("SEEDBED_ACTOR")
    try:
        return person_named(reading, given) if given else None
    except NotFound:
        return None


@reads(app, "show", examples=("seedbed show RL-1", "seedbed show RL-1 --at 2027-03-01 --json"))
def show(desk: Desk, ref: Ref, at: At = None) -> Answered:
    """Show one procedure: stage, deadlines, papers, decisions, notices, partners, money and its next moves."""
    from actions.queries.showing import show_procedure
    from cli.render.showing import show_shown

    with desk.reading() as reading:
        shown = show_procedure(desk.house, reading, ref, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/show/1", value=shown, show=lambda page: show_shown(page, shown))


@reads(
    app,
    "explain",
    examples=("seedbed explain RL-1", "seedbed explain RL-1 --to seed_funding --at 2026-12-01T09:00"),
    codes=(0, 1, 2, 3, 4, 75),
)
def explain(desk: Desk, ref: Ref, to: To = None, move: Move = None, at: At = None) -> Answered:
    """Explain each move: every requirement, met or not, its evidence, who can mend it and what they would type."""
    from actions.queries.explaining import explain_procedure
    from cli.render.looking import show_explained

    with desk.reading() as reading:
        explained = explain_procedure(desk.house, reading, ref, to=to, move=move, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/explain/1", value=explained, show=lambda page: show_explained(page, explained))
