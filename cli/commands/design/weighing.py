"""What a definition comes to before it is launched: its dates, and the hours that it asks of bidders."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.design.group import app
from cli.declaring import Answered, reads
from cli.desk import Desk
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from engine.definition import Definition
    from engine.time.calendar import Calendar

Meant = Annotated[str, typer.Argument(metavar="FILE", help="A definition file, or the name of a shipped one.")]


@reads(
    app,
    "dates",
    examples=(
        "seedbed design dates ./mine.yaml",
        "seedbed design dates uk_innovative_partnership --launch 2027-01-11",
        "seedbed design dates ./mine.yaml --json",
    ),
    codes=(0, 1, 2, 4, 8),
)
def dates(
    desk: Desk,
    file: Meant,
    launch: Annotated[
        datetime | None,
        typer.Option("--launch", metavar="DATE", formats=["%Y-%m-%d"], help="Only this launch day, with reasons."),
    ] = None,
) -> Answered:
    """Work out when each step is entered, for one launch day or all of the plan, and which fixed dates are missed."""
    from cli.render.weighing import show_horizon, show_launch
    from procedures.feasibility.dates import horizon_dates, launch_dates

    definition = _definition(file)
    calendar = _calendar(desk, definition)
    if launch is not None:
        found = launch_dates(definition, calendar, launch.date())
        return Answered(schema="seedbed/design-launch/1", value=found, show=lambda page: show_launch(page, found))
    whole = horizon_dates(definition, calendar)
    return Answered(schema="seedbed/design-dates/1", value=whole, show=lambda page: show_horizon(page, whole))


@reads(
    app,
    "burden",
    examples=("seedbed design burden ./mine.yaml", "seedbed design burden uk_innovative_partnership --json"),
    codes=(0, 1, 2, 4, 8),
)
def burden(desk: Desk, file: Meant) -> Answered:
    """Add up the hours that papers cost bidders and staff, against the money on offer in each stage."""
    from cli.render.weighing import show_burden
    from procedures.burden import burden_of

    definition = _definition(file)
    found = burden_of(definition)
    if found is None:
        raise InvalidInput(f"plan.artefacts: {definition.name} has no plan that says how many hours its papers cost.")
    return Answered(schema="seedbed/design-burden/1", value=found, show=lambda page: show_burden(page, found))


def _definition(file: str) -> Definition:
    from procedures.registry import load

    return load(file).definition


def _calendar(desk: Desk, definition: Definition) -> Calendar:
    from config.calendars.home import Shelf
    from engine.time.calendar import Calendar

    shelf = Shelf(folder=desk.settings.home / "calendars")
    return Calendar.from_data(shelf.load(definition.calendar))
