"""The outbox: what is still to be done or sent, what was given up, and another chance for it."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from engine.errors import InvalidInput

app = typer.Typer(
    name="outbox",
    help="The outbox: what is still to be done or sent, what was given up, and another chance for it.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)

Dead = Annotated[bool, typer.Option("--dead", help="Only what was given up: a person has to look at it.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="NUMBER", help="At most so many entries.")]
Entries = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="The entries, as `seedbed outbox list --dead` names them.")
]
All = Annotated[bool, typer.Option("--all", help="Everything that was given up.")]


@reads(app, "list", examples=("seedbed outbox list", "seedbed outbox list --dead --json"), codes=(0, 1, 2, 4, 75))
def list_(desk: Desk, dead: Dead = False, limit: Limit = 50) -> Answered:
    """List what is still to be done or sent, soonest first, and what was given up, each with its last error."""
    from actions.queries.outbox import outbox_entries
    from cli.render.outbox import show_entries

    now = desk.house.clock.now()
    with desk.reading() as reading:
        found = outbox_entries(reading, now, given_up=dead, most=limit)
    return Answered(
        schema="seedbed/outbox/1", value={"entries": found}, show=lambda page: show_entries(page, found, dead=dead)
    )


@reads(
    app,
    "retry",
    examples=("seedbed outbox retry 01a2088f-6bef-7fe1-9be9-e928a18f7555", "seedbed outbox retry --all --json"),
    codes=(0, 1, 2, 3, 4, 75),
)
def retry(desk: Desk, entries: Entries = None, all_: All = False) -> Answered:
    """Give what was given up another chance: it is due at once, with a full set of attempts."""
    from actions.giving_another_chance import try_again, try_all_again
    from cli.carry_out import refuse_demo
    from cli.render.words import plural

    if bool(entries) == all_:
        raise InvalidInput("Name the entries, or say --all.")
    refuse_demo(desk)
    revived = try_all_again(desk.house) if all_ else try_again(desk.house, entries or [])
    count = plural(len(revived), "entry", "entries")
    sentence = f"{count} will be tried again by the next worker that looks." if revived else "Nothing was given up."
    return Answered(schema="seedbed/outbox-retry/1", value={"revived": revived}, show=lambda page: page.line(sentence))
