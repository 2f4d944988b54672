"""What time it is in this data folder: an administrator's word for the machine's clock, and moving a rehearsal on."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.declaring import CHANGING, Answered, Who, reads
from cli.desk import Desk
from cli.options import Actor, DryRun, Reason, RequestId
from cli.values import local_moment

app = typer.Typer(
    name="clock",
    help="What time it is here: the machine's clock and an administrator's word for it, or a rehearsal's, to be moved.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)


@reads(app, "show", examples=("seedbed clock show", "seedbed clock show --json"))
def show(desk: Desk) -> Answered:
    """Show what time it is in this data folder, whether the clock is in doubt, and whether Seedbed's own runs."""
    from actions.queries.clock import clock_standing
    from cli.render.clock import show_clock

    with desk.reading() as reading:
        standing = clock_standing(desk.house, reading)
    return Answered(schema="seedbed/clock/1", value=standing, show=lambda page: show_clock(page, standing))


@reads(
    app,
    "move",
    examples=("seedbed clock move --to 2027-01-15T09:00", "seedbed clock move --to 2027-01-15T09:00 --json"),
    codes=(0, 1, 2, 3, 4, 75),
)
def move(
    desk: Desk,
    to: Annotated[str, typer.Option("--to", metavar="LOCAL", help="To this moment, London time; never back in time.")],
) -> Answered:
    """Move the clock of a rehearsal on; what falls due meanwhile is left to `seedbed rehearse step`."""
    from actions.queries.clock import clock_standing
    from actions.rehearsal import move_clock
    from cli.render.clock import show_clock

    house = desk.house
    move_clock(house.settings, house.store, house.clock, local_moment(to, "--to"))
    with desk.reading() as reading:
        standing = clock_standing(house, reading)
    return Answered(schema="seedbed/clock/1", value=standing, show=lambda page: show_clock(page, standing))


@reads(
    app,
    "confirm",
    examples=(
        'seedbed clock confirm --reason "The time server was away; right again." --actor root',
        'seedbed clock confirm --reason "Looked at another clock." --actor root --dry-run',
    ),
    codes=CHANGING,
)
def confirm(
    desk: Desk,
    *,
    reason: Reason,
    actor: Actor = None,
    dry_run: DryRun = False,
    request_id: RequestId = None,
) -> Answered:
    """Vouch for the machine's clock after it was put forward or back: what hangs on the time goes on. Role: admin."""
    from pydantic import ValidationError

    from actions.clockwork.confirm import ConfirmClock, confirm_clock
    from cli.carry_out import actor_given, refuse_demo, request_id_given
    from cli.complaint import complain
    from cli.render.clock import show_confirmed

    refuse_demo(desk)
    who = Who(actor=actor, role=None, dry_run=dry_run, request_id=request_id, expected=None)
    try:
        command = ConfirmClock(actor=_pseudonym(desk, actor_given(who)), reason=reason)
    except ValidationError as error:
        raise complain(error, {"actor": "--actor", "reason": "--reason"}) from error
    answer: dict[str, Any] = confirm_clock(desk.house, command, request_id=request_id_given(desk, who), dry_run=dry_run)
    schema = answer.pop("schema")
    return Answered(schema=schema, value=answer, show=lambda page: show_confirmed(page, answer))


def _pseudonym(desk: Desk, given: str) -> str:
    """Whoever is meant by a pseudonym or an e-mail address."""
    from actions.people import person_named
    from engine.errors import NotFound

    with desk.reading() as reading:
        try:
            return person_named(reading, given)
        except NotFound:
            if "@" in given:
                raise
            return given
