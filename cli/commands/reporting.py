"""The report on a procedure: what people outside read first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cli.declaring import Answered, Taker, takes_out
from cli.desk import Desk
from cli.options import Force, OutFile, Ref
from engine.errors import InvalidInput

app = typer.Typer(rich_markup_mode=None)


@takes_out(
    app,
    "report",
    examples=(
        "seedbed report RL-1 --html -o rl-1.html --actor audit-1",
        "seedbed report RL-1 --pdf -o rl-1.pdf --actor audit-1 --json",
    ),
)
def report(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    ref: Ref,
    out: OutFile,
    as_html: Annotated[bool, typer.Option("--html", help="As one web page, complete in itself.")] = False,
    as_pdf: Annotated[bool, typer.Option("--pdf", help="As a tagged PDF.")] = False,
    force: Force = False,
) -> Callable[[Taker], Answered]:
    """Write the report on a procedure: a page of summary, then who decided what, when and why, fit for print."""

    def take(taker: Taker) -> Answered:
        from actions.reporting.making import Form, make_report
        from cli.render.exporting import show_report
        from cli.taking import actor_of

        if as_html == as_pdf:
            raise InvalidInput("Say how: --html or --pdf, one of them.")
        made = make_report(
            desk.house,
            ref,
            Form.PDF if as_pdf else Form.HTML,
            out,
            actor=actor_of(desk, taker),
            role=taker.role,
            force=force,
            request_id=taker.request_id,
        )
        return Answered(schema="seedbed/report/1", value=made, show=lambda page: show_report(page, made))

    return take
