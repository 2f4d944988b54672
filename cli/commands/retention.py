"""How long records are kept, and what nothing keeps any more. Nothing is deleted because a day has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cli.declaring import Answered, Who, decides, reads
from cli.desk import Desk
from cli.officer import made
from cli.options import Reason, Ref

app = typer.Typer(
    name="retention",
    help="How long records are kept and why. Nothing is deleted by itself: what is due is a list to decide about.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)


def _seen(desk: Desk, procedure: str | None, *, only_due: bool) -> Answered:
    from actions.queries.retention import retention_seen
    from cli.render.retention import show_retention

    with desk.reading() as reading:
        seen = retention_seen(desk.house, reading, procedure, only_due=only_due)
    return Answered(
        schema="seedbed/retention/1", value=seen, show=lambda page: show_retention(page, seen, only_due=only_due)
    )


@reads(app, "list", examples=("seedbed retention list", "seedbed retention list --json"))
def list_(desk: Desk) -> Answered:
    """List what is kept of every procedure, class by class, until when and by which rule."""
    return _seen(desk, None, only_due=False)


@reads(app, "show", examples=("seedbed retention show RL-1", "seedbed retention show RL-1 --json"))
def show(desk: Desk, ref: Ref) -> Answered:
    """Show what is kept of one procedure, class by class, until when and why."""
    return _seen(desk, ref, only_due=False)


@reads(app, "due", examples=("seedbed retention due", "seedbed retention due --json"))
def due(desk: Desk) -> Answered:
    """List what no rule and no hold keeps any more: two people may withhold it with `retention purge`."""
    return _seen(desk, None, only_due=True)


@decides(
    app,
    "purge",
    examples=(
        'seedbed retention purge RL-1 communication --reason "Its three years are over." --dry-run --actor rita',
        'seedbed retention purge RL-1 communication --reason "Its three years are over." --actor rita',
    ),
)
def purge(
    desk: Desk,
    *,
    ref: Ref,
    record_class: Annotated[
        str, typer.Argument(metavar="CLASS", help="A class of records: `seedbed retention show REF` has them.")
    ],
    reason: Reason,
) -> Callable[[Who], Answered]:
    """Propose to withhold a class of records whose time is over. A second person confirms. Role: records_officer."""
    from cli.proposing import propose
    from engine.keeping import ProposePurge

    def decided(who: Who) -> Answered:
        return propose(
            desk, made(ProposePurge, desk, who, procedure=ref, record_class=record_class, reason=reason), who
        )

    return decided
