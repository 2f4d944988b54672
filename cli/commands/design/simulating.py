"""Live a definition many times before it is launched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.design.group import app
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.options import Force

if TYPE_CHECKING:
    from procedures.simulation import Simulation


@reads(
    app,
    "simulate",
    examples=(
        "seedbed design simulate ./mine.yaml --launch 2027-01-11 --plot mine.svg",
        "seedbed design simulate uk_innovative_partnership --lives 10000 --seed 7 --json",
    ),
    codes=(0, 1, 2, 3, 4, 8),
)
def simulate(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="DEFINITION", help="A file, a shipped definition, or a procedure's.")],
    launch: Annotated[
        datetime | None,
        typer.Option(
            "--launch",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="The day on which it is launched; default: the first of its plan.",
        ),
    ] = None,
    lives: Annotated[int, typer.Option("--lives", metavar="N", help="How often it is lived.")] = 2_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed gives the same lives.")] = 1,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw when it awards, as a picture (SVG).")
    ] = None,
    force: Force = False,
) -> Answered:
    """Live a definition many times: award date, hours of staff by role, and the cost of bidding, at P50 and P80."""
    from actions.calendars import calendar_meant
    from cli.definitions import meant
    from cli.progress import progress
    from cli.render.simulating import show_simulated
    from config.calendars.home import Shelf
    from engine.time.calendar import Calendar
    from procedures.simulation import simulate as live

    definition, _ = meant(desk, name)
    calendar = Calendar.from_data(calendar_meant(Shelf(folder=desk.settings.home / "calendars"), definition.calendar))
    with progress(desk.options) as watch:
        found = live(
            definition,
            calendar,
            launch=None if launch is None else launch.date(),
            lives=lives,
            seed=seed,
            progress=lambda done: watch("Living", done, lives),
        )
    if plot is not None:
        _draw(found, plot, force=force)
    return Answered(schema="seedbed/simulation/1", value=found, show=lambda page: show_simulated(page, found, plot))


def _draw(found: Simulation, plot: Path, *, force: bool) -> None:
    from actions.evidence.placing import drafted
    from exports.simulation import curve

    with drafted(plot, force=force) as draft:
        draft.handle.write(curve(found).encode())
