"""Legal holds: while one stands nothing is withheld, whatever else is decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cli.declaring import Answered, Who, decides, reads
from cli.desk import Desk
from cli.officer import made, person_meant
from cli.options import Reason

app = typer.Typer(
    name="hold", help="Legal holds: while one stands nothing it covers is withheld.", rich_markup_mode=None
)
app.callback()(lambda: None)


def _changed(desk: Desk, who: Who, command: object) -> Answered:
    from actions.keeping.commands import change_records
    from cli.carry_out import request_id_given
    from cli.render.withholding import show_done

    answer = change_records(
        desk.house,
        command,  # type: ignore[arg-type]  # one of the two commands below
        request_id=request_id_given(desk, who),
        dry_run=who.dry_run,
    )
    schema = answer.pop("schema")
    return Answered(schema=schema, value=answer, show=lambda page: show_done(page, answer))


@decides(
    app,
    "place",
    examples=(
        'seedbed hold place RL-1 --reason "Claim of 3 May." --actor rita',
        'seedbed hold place immense --reason "Preservation letter." --actor rita --json',
    ),
)
def place(
    desk: Desk,
    *,
    about: Annotated[
        str, typer.Argument(metavar="REF|SUBJECT", help="A procedure; or a person or partner, wherever they appear.")
    ],
    reason: Reason,
) -> Callable[[Who], Answered]:
    """Keep everything of a procedure, or about a subject, until the hold is lifted. Role: records_officer."""
    from engine.keeping import PlaceHold

    def decided(who: Who) -> Answered:
        meant = about if about[:1].isupper() else person_meant(desk, about)
        return _changed(desk, who, made(PlaceHold, desk, who, about=meant, reason=reason))

    return decided


@decides(
    app,
    "lift",
    examples=(
        'seedbed hold lift h1 --reason "The claim was settled." --actor rita',
        'seedbed hold lift h1 --reason "The claim was settled." --actor rita --dry-run',
    ),
)
def lift(
    desk: Desk,
    *,
    hold: Annotated[str, typer.Argument(metavar="HOLD", help="Its reference: `seedbed hold list` shows it.")],
    reason: Reason,
) -> Callable[[Who], Answered]:
    """End a hold. Nothing goes by that alone. Role: records_officer."""
    from engine.keeping import LiftHold

    def decided(who: Who) -> Answered:
        return _changed(desk, who, made(LiftHold, desk, who, hold=hold, reason=reason))

    return decided


@reads(app, "list", examples=("seedbed hold list", "seedbed hold list --json"))
def list_(desk: Desk) -> Answered:
    """List the holds that stand, and those that were lifted."""
    from actions.queries.keeping import keeping_seen
    from cli.render.withholding import show_holds

    with desk.reading() as reading:
        seen = keeping_seen(reading).holds
    return Answered(schema="seedbed/holds/1", value={"holds": seen}, show=lambda page: show_holds(page, seen))
