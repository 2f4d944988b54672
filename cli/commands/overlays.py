"""What lies over a stage, ends the procedure early, or sets its record right."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import typer

from cli.declaring import Draft, changes, draft
from cli.desk import Desk
from cli.options import Reason, Ref
from cli.values import local_day, local_moment

app = typer.Typer(rich_markup_mode=None)

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether it is meant.")]


@changes(
    app,
    "suspend",
    examples=(
        'seedbed suspend RL-1 --basis automatic --notified-at 2028-01-04T10:15 --reason "Claim form." --actor lee',
        'seedbed suspend RL-1 --basis court_order --notified-at 2027-05-04T16:00 --reason "Order." --actor lee --json',
    ),
)
def suspend(
    desk: Desk,
    ref: Ref,
    basis: Annotated[
        Literal["automatic", "court_order"],
        typer.Option("--basis", help="Automatic: a claim notified within the standstill (UK-SS-3)."),
    ],
    notified_at: Annotated[
        str, typer.Option("--notified-at", metavar="LOCAL", help="When it was notified, London time: 2028-01-04T10:15.")
    ],
    reason: Reason,
) -> Draft:
    """Suspend the procedure because of a court matter; nothing moves until it is resumed."""
    notified = local_moment(notified_at, "--notified-at")
    return draft("suspend", ref, basis=basis, notified_at=notified, reason=reason)


@changes(
    app,
    "resume",
    examples=(
        'seedbed resume RL-1 --basis court_order --reason "Suspension lifted." --actor lee',
        'seedbed resume RL-1 --basis settlement --reason "Settled." --actor lee --dry-run',
    ),
)
def resume(
    desk: Desk,
    ref: Ref,
    basis: Annotated[
        Literal["court_order", "disposal", "settlement"],
        typer.Option("--basis", help="What ended the suspension (UK-SS-3)."),
    ],
    reason: Reason,
) -> Draft:
    """Resume a suspended procedure: only a court order or the end of the case lifts a suspension."""
    return draft("resume", ref, basis=basis, reason=reason)


@changes(
    app,
    "pause",
    examples=(
        'seedbed pause RL-1 --reason "Budget round." --actor sam',
        'seedbed pause RL-1 --reason "Budget round." --actor sam --dry-run',
    ),
)
def pause(desk: Desk, ref: Ref, reason: Reason) -> Draft:
    """Pause the authority's own procedure, before the award, with a reason."""
    return draft("pause", ref, reason=reason)


@changes(
    app,
    "unpause",
    examples=(
        'seedbed unpause RL-1 --reason "The budget is agreed." --actor sam',
        'seedbed unpause RL-1 --reason "The budget is agreed." --actor sam --json',
    ),
)
def unpause(desk: Desk, ref: Ref, reason: Reason) -> Draft:
    """Go on with a paused procedure."""
    return draft("unpause", ref, reason=reason)


@changes(
    app,
    "terminate",
    examples=(
        'seedbed terminate RL-1 --reason "The need has gone." --actor sam',
        'seedbed terminate RL-1 --reason "The need has gone." --actor sam --yes',
    ),
)
def terminate(desk: Desk, ref: Ref, reason: Reason, yes: Yes = False) -> Draft:
    """End the procedure early, for good; the answer names the notice that the law then wants."""
    question = None if yes else f"End {ref} early? This cannot be taken back."
    return replace(draft("terminate", ref, reason=reason), question=question)


@changes(
    app,
    "correct",
    examples=(
        'seedbed correct RL-1 17 --reason "The report was the wrong one." --actor ada',
        'seedbed correct RL-1 17 --effect void --reason "Accepted by mistake." --actor ada --dry-run',
    ),
)
def correct(  # noqa: PLR0917 - one parameter for each option
    desk: Desk,
    ref: Ref,
    event: Annotated[int, typer.Argument(metavar="EVENT", min=0, help="The number of the wrong event.")],
    reason: Reason,
    effect: Annotated[
        Literal["note", "void"],
        typer.Option("--effect", help="Void also takes its effect back, where that is possible."),
    ] = "note",
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="With void, of a publication: the day on which it really was."),
    ] = None,
) -> Draft:
    """Declare an earlier event wrong; nothing is edited, a new event points at it."""
    day = None if on is None else local_day(on, "--on")
    return draft("correct", ref, event=event, effect=effect, on=day, reason=reason)
