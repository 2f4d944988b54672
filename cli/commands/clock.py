"""What time it is in this data folder, and moving a rehearsal on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.values import local_moment

app = typer.Typer(rich_markup_mode=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stands:
    """What time it is (an instant in UTC), and whether it is the machine's time or one that people move."""

    now: datetime
    simulated: bool
    can_be_moved: bool


@reads(
    app,
    "clock",
    examples=("seedbed clock", "seedbed clock --to 2027-01-15T09:00"),
    codes=(0, 1, 2, 3, 4, 75),
)
def clock(
    desk: Desk,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="LOCAL", help="Move a rehearsal on to this moment, London time; never back in time."
        ),
    ] = None,
) -> Answered:
    """Tell what time it is in this data folder; move the clock of a rehearsal on."""
    from actions.queries.moment import present_of
    from actions.rehearsal import is_rehearsal, move_clock
    from cli.render.rehearsed import show_clock

    house = desk.house
    if to is not None:
        move_clock(house.settings, house.store, house.clock, local_moment(to, "--to"))
    with desk.reading() as reading:
        now = present_of(house, reading)
    simulated = house.store.info.mode == "demo"
    value = Stands(now=now, simulated=simulated, can_be_moved=is_rehearsal(house.settings, house.store))
    return Answered(schema="seedbed/clock/1", value=value, show=lambda page: show_clock(page, value))
