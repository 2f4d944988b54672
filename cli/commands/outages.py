"""What nobody saw: the times in which nothing of Seedbed's ran."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.values import LONDON_DAY, ZONE, local_day, local_moment

app = typer.Typer(rich_markup_mode=None)


@reads(
    app,
    "outage-report",
    examples=("seedbed outage-report", "seedbed outage-report --since 2026-11-01 --json"),
)
def outage_report(
    desk: Desk,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="MOMENT",
            help="From when: a London time (2026-12-01T09:00), an instant (...Z), or a date. Default: 90 days.",
        ),
    ] = None,
) -> Answered:
    """Tell when nothing ran, which deadlines passed meanwhile, which reminders went late, and who must be told."""
    from actions.queries.outages import outage_report as report
    from cli.render.outages import show_outages
    from engine.time.local_time import start_of_day

    first = None
    if since is not None:
        day = LONDON_DAY.fullmatch(since)
        first = start_of_day(local_day(since, "--since"), ZONE) if day else local_moment(since, "--since")
    with desk.reading() as reading:
        found = report(desk.house, reading, since=first)
    return Answered(schema="seedbed/outage-report/1", value=found, show=lambda page: show_outages(page, found))
