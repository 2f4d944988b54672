"""Rehearsals: a copy of a procedure on a clock that people move, from which nothing leaves."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.values import moment
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from actions.rehearsing.begin import Begun


class Beginning(TyperGroup):
    """``seedbed rehearse RL-1`` begins: what is no other command's name is what is rehearsed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or take the word for what is to be rehearsed."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["begin", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Beginning,
    name="rehearse",
    help="Rehearsals: a copy of a procedure on a clock that you move; `seedbed rehearse REF` begins one.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)

Name = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]", help="The rehearsal, by name or folder. Default: that of SEEDBED_HOME, or the only one."
    ),
]


@reads(
    app,
    "begin",
    examples=(
        "seedbed rehearse begin RL-1",
        "seedbed rehearse begin uk_innovative_partnership --name dry-run --json",
    ),
    codes=(0, 1, 2, 3, 4, 8, 75),
)
def begin(
    desk: Desk,
    *,
    of: Annotated[
        str,
        typer.Argument(metavar="REF|DEFINITION", help="A procedure here, or a definition by name or file."),
    ],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Its name; else after what it is of.")
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="FOLDER", help="An empty folder; else `rehearsals/NAME` in the data folder."),
    ] = None,
) -> Answered:
    """Open a sandbox copy on a simulated clock: same rules, same calendars, same code; the live folder is untouched."""
    from cli.render.rehearsing import show_begun

    begun, opener = _begin(desk, of, name, into)
    typed = _next(begun, opener)
    value = {**_plain(begun), "next": typed}
    return Answered(schema="seedbed/rehearsal-begun/1", value=value, show=lambda page: show_begun(page, begun, typed))


@reads(
    app,
    "step",
    examples=(
        "seedbed rehearse step rl-1 --working-days 1",
        "seedbed rehearse step --to-next-deadline --json",
    ),
    codes=(0, 1, 2, 3, 4, 75),
)
def step(
    desk: Desk,
    *,
    name: Name = None,
    working_days: Annotated[
        int | None, typer.Option("--working-days", metavar="N", min=1, max=1000, help="So many working days on.")
    ] = None,
    weeks: Annotated[int | None, typer.Option("--weeks", metavar="N", min=1, max=520, help="So many weeks on.")] = None,
    to_next_deadline: Annotated[
        bool, typer.Option("--to-next-deadline", help="Until just after the next deadline that runs has ended.")
    ] = False,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="MOMENT", help="A London time, an instant, or a date (its end)."),
    ] = None,
) -> Answered:
    """Move a rehearsal's clock on and carry out what falls due; messages are shown as they would be sent."""
    from actions.rehearsing import stepping
    from actions.rehearsing.folders import rehearsal_named
    from cli.render.rehearsing import show_stepped

    asked = sum((working_days is not None, weeks is not None, to_next_deadline, until is not None))
    if asked != 1:
        raise InvalidInput(
            "Say how far, in one way: --working-days N, --weeks N, --to-next-deadline or --until MOMENT."
        )
    known = rehearsal_named(desk.settings, name)
    desk.at_home(Path(known.folder))
    house = desk.house
    if working_days is not None:
        target = stepping.after_working_days(house, working_days)
    elif weeks is not None:
        target = stepping.after_weeks(house, weeks)
    elif to_next_deadline:
        target = stepping.next_deadline(house)
    else:
        target = moment(until, "--until") or house.clock.now()
    stepped = stepping.step_to(house, target, name=known.name)
    return Answered(
        schema="seedbed/rehearsal-step/1",
        value=stepped,
        show=lambda page: show_stepped(page, stepped),
        exit_code=1 if stepped.errors else 0,
    )


@reads(app, "list", examples=("seedbed rehearse list", "seedbed rehearse list --json"))
def list_(desk: Desk) -> Answered:
    """List the rehearsals of this data folder, what each is of, and where its clock stands."""
    from actions.rehearsing.folders import rehearsals
    from cli.render.rehearsing import show_rehearsals

    found = rehearsals(desk.settings)
    return Answered(
        schema="seedbed/rehearsals/1",
        value={"rehearsals": [_plain(one) for one in found]},
        show=lambda page: show_rehearsals(page, found),
    )


@reads(app, "discard", examples=("seedbed rehearse discard rl-1", "seedbed rehearse discard rl-1 --yes --json"))
def discard(
    desk: Desk,
    *,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The rehearsal, by name or folder.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Answered:
    """Throw a rehearsal away, its folder and everything in it; the live folder is not touched."""
    from actions.rehearsing.folders import discard as throw_away
    from actions.rehearsing.folders import rehearsal_named

    known = rehearsal_named(desk.settings, name)
    question = f"Throw away the rehearsal {known.name} of {known.of} in {known.folder}?"
    if not yes:
        if not sys.stdin.isatty():
            raise InvalidInput(f"{question} Nobody is there to answer: say --yes if it is meant.")
        if not typer.confirm(question, err=True):
            raise InvalidInput("Nothing was done.")
    throw_away(known)
    return Answered(
        schema="seedbed/rehearsal-discarded/1",
        value={"name": known.name, "folder": known.folder},
        show=lambda page: page.line(f"{known.name} is thrown away."),
    )


def _begin(desk: Desk, of: str, name: str | None, into: Path | None) -> tuple[Begun, str]:
    """A procedure when it looks like one, else a definition; without a live folder only that can be rehearsed."""
    from actions.clock import SystemClock
    from actions.rehearsing.begin import rehearse_definition, rehearse_procedure
    from engine.commands import is_reference
    from engine.errors import NotFound
    from procedures.registry import load

    if is_reference(of):
        return rehearse_procedure(desk.house, of, name=name, into=into), ""
    try:
        loaded = load(of)
    except NotFound as error:
        raise NotFound(f"{error} A procedure is named by its reference, such as RL-1: seedbed list") from error
    live = desk.house if desk.settings.home.is_dir() and _has_store(desk) else None
    at = SystemClock().now() if live is None else live.clock.now()
    begun = rehearse_definition(live, loaded, at, home=desk.settings.home, of=of, name=name, into=into)
    opener = loaded.definition.powers.open[0]
    return begun, opener if opener in begun.people else "PERSON"


def _has_store(desk: Desk) -> bool:
    from engine.errors import NotFound

    try:
        return desk.house is not None
    except NotFound:
        return False


def _next(begun: Begun, opener: str) -> list[str]:
    lines = [f"export SEEDBED_HOME={shlex.quote(begun.folder)}"]
    if begun.procedure is not None:
        lines += [f"seedbed explain {begun.procedure}", f"seedbed deadline list {begun.procedure}"]
    else:
        lines += [
            "seedbed people list",
            f'seedbed open TRY-1 --definition {shlex.quote(begun.of)} --title "A try" --fact ... --actor {opener}',
        ]
    return [*lines, "seedbed rehearse step --working-days 1", "seedbed rehearse step --to-next-deadline"]


def _plain(value: Any) -> dict[str, Any]:
    from actions.queries.plain import plain

    found: dict[str, Any] = plain(value)
    return found
