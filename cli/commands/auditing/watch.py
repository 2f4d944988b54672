"""An auditor that goes on looking."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.auditing.group import app
from cli.declaring import Answered, reads
from cli.desk import Desk

if TYPE_CHECKING:
    from actions.verification.watching import Auditor, Round
    from cli.page import Page

SCHEMA = "seedbed/audit-round/1"
FAULT = 6


@reads(
    app,
    "watch",
    examples=(
        "seedbed audit watch",
        "seedbed audit watch --once --key ledger.vkey",
        "seedbed audit watch --every 300 --state /srv/auditor --json",
    ),
    codes=(0, 1, 2, 4, 6, 75),
)
def watch(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    once: Annotated[
        bool, typer.Option("--once", help="Look once and leave: exit code 6 when something is wrong.")
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="Begin with everything, not with what is new.")] = False,
    every: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="How long to wait between two looks.")] = 60,
    full_every: Annotated[
        float, typer.Option(min=0, metavar="HOURS", help="How often to verify everything again.")
    ] = 24,
    state: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where to remember what was verified; never inside the data folder."),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE|KEY", help="A key of the ledger or of a witness that you know. Repeatable."),
    ] = None,
) -> Answered:
    """Verify what is new every so often and everything now and then; one line a look, and one for each fault."""
    from datetime import timedelta

    from actions.verification.brought import read_keys
    from actions.verification.watching import Auditor

    keys = [one for text in key or () for one in read_keys(text)]
    auditor = Auditor(desk.house, _outside(desk, state), keys, timedelta(hours=full_every))
    if once:
        return _told(desk, _look(desk, auditor, full=full))
    return _told(desk, _on_and_on(desk, auditor, full=full, every=every, sleep=time.sleep), told=True)


def _outside(desk: Desk, state: Path | None) -> Path | None:
    """Refuse a memory that whoever puts an old data folder back would put back with it."""
    if state is not None and state.expanduser().resolve().is_relative_to(desk.settings.home):
        from engine.errors import InvalidInput

        raise InvalidInput(f"{state} is inside the data folder: an older copy put back would take its memory back too.")
    return None if state is None else state.expanduser().resolve()


def _look(desk: Desk, auditor: Auditor, *, full: bool) -> Round:
    from cli.progress import progress

    with progress(desk.options):
        return auditor.round(full=full)


def _on_and_on(desk: Desk, auditor: Auditor, *, full: bool, every: float, sleep: Callable[[float], None]) -> Round:
    """Look until somebody ends it; a store that is busy is looked at again in the next round."""
    from engine.errors import Busy

    last: Round | None = None
    try:
        while True:
            try:
                last = auditor.round(full=full)
                _say(desk, last)
                full = False
            except Busy as busy:
                desk.say(str(busy))
            sleep(every)
    except KeyboardInterrupt:
        if last is None:
            raise
        return last


def _say(desk: Desk, round_: Round) -> None:
    if desk.options.as_json:
        from actions.queries.plain import plain
        from cli.document import write_line

        write_line({"schema": SCHEMA, **plain(round_), "sentence": round_.sentence})
    elif not round_.good or not desk.options.quiet:
        desk.page.line(f"{round_.at:%Y-%m-%d %H:%M:%S}Z  {round_.sentence}", style=None if round_.good else "bold red")


def _told(desk: Desk, round_: Round, *, told: bool = False) -> Answered:
    if not told:
        _say(desk, round_)
    return Answered(schema=SCHEMA, value=round_, show=_nothing_more, lines=(), exit_code=0 if round_.good else FAULT)


def _nothing_more(_page: Page) -> None:
    """Each look has been told when it was made."""
