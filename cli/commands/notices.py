"""Notices."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Answered, Draft, changes, draft, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import At, Ref
from cli.values import local_day, named, today

app = typer.Typer(name="notice", help="Notices on the central platform.", rich_markup_mode=None)
app.callback()(lambda: None)


@changes(
    app,
    "publish",
    examples=(
        "seedbed notice publish RL-1 UK4 --reference 2026/S-123456 --actor com",
        "seedbed notice publish RL-1 UK6 --reference 2027/S-7 --ceased-lot kerbside --actor com",
    ),
)
def publish(
    desk: Desk,
    *,
    ref: Ref,
    notice: Annotated[
        str,
        typer.Argument(metavar="NOTICE", help="For example UK4.", autocompletion=complete_from("notices")),
    ],
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="Its reference on the platform.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The local date of publication; default: today.")
    ] = None,
    standstill_days: Annotated[
        int | None,
        typer.Option("--standstill-days", metavar="DAYS", min=1, help="A longer standstill, as the notice states it."),
    ] = None,
    ceased_lots: Annotated[
        list[str] | None,
        typer.Option(
            "--ceased-lot",
            metavar="LOT",
            help="A lot that has ceased, stated in the award notice; repeat for each.",
            autocompletion=complete_from("lots"),
        ),
    ] = None,
    confirm_conflicts: Annotated[
        bool,
        typer.Option("--confirm-conflicts", help="It confirms that the conflicts assessment was revised (UK-COI-3)."),
    ] = False,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            metavar="NAME=VALUE",
            help="What it states as data, for example tenders_assessed=3; repeat for each; lists with commas.",
        ),
    ] = None,
) -> Draft:
    """Record that a notice was published, and start the clocks that begin with it."""
    day = today(desk.house.clock.now()) if on is None else local_day(on, "--on")
    return draft(
        "publish_notice",
        ref,
        notice=notice,
        on=day,
        reference=reference,
        standstill_days=standstill_days,
        ceased_lots=tuple(ceased_lots or ()),
        confirms_conflicts=confirm_conflicts or None,
        content=_content(state),
    )


_LISTS = frozenset({"unsuccessful_suppliers", "indicators"})


def _content(given: list[str] | None) -> dict[str, str | list[str]] | None:
    """What was typed as NAME=VALUE; which names and values there are, the command itself knows."""
    said = named(given or (), "--state", "tenders_assessed=3")
    return {
        name: [one for one in value.split(",") if one] if name in _LISTS else value for name, value in said.items()
    } or None


@reads(app, "list", examples=("seedbed notice list RL-1", "seedbed notice list RL-1 --json"))
def list_(desk: Desk, ref: Ref, at: At = None) -> Answered:
    """List the notices: published when and under which reference, or in which step they will be."""
    from actions.queries.notices import notices_of
    from cli.render.notices import show_notices

    with desk.reading() as reading:
        notices = notices_of(desk.house, reading, ref, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/notices/1", value=notices, show=lambda page: show_notices(page, notices))
