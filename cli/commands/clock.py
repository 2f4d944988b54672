"""The machine's clock: how it stands, and an administrator's word for it."""

from __future__ import annotations

from typing import Any

import typer

from cli.declaring import CHANGING, Answered, Who, reads
from cli.desk import Desk
from cli.options import Actor, DryRun, Reason, RequestId

app = typer.Typer(
    name="clock", help="The machine's clock: how it stands, and an administrator's word for it.", rich_markup_mode=None
)
app.callback()(lambda: None)


@reads(app, "show", examples=("seedbed clock show", "seedbed clock show --json"))
def show(desk: Desk) -> Answered:
    """Show what the clock says, whether it is in doubt, and whether a clock of Seedbed's runs."""
    from actions.queries.clock import clock_standing
    from cli.render.clock import show_clock

    with desk.reading() as reading:
        standing = clock_standing(desk.house, reading)
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
