"""The service and its workers."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.page import Page

app = typer.Typer(rich_markup_mode=None)


def _nothing(page: Page) -> None:
    """What was to be said was said while it ran."""


@reads(
    app,
    "serve",
    examples=("seedbed serve", "SEEDBED_HOME=./procurements seedbed serve --port 4290"),
    codes=(0, 1, 2, 3, 4, 75, 130),
)
def serve(
    desk: Desk,
    port: Annotated[
        int | None, typer.Option("--port", metavar="PORT", min=0, max=65535, help="Default: 4280. 0: any free one.")
    ] = None,
) -> Answered:
    """Serve one data folder until Ctrl-C: API and health checks, workflow server, follow-up worker and clock in one."""
    from web.serve import serve as run

    code = run(desk.settings, port=port, say=desk.say)
    return Answered(schema="seedbed/serve/1", value={"stopped": True}, show=_nothing, exit_code=code)


@reads(
    app,
    "worker",
    examples=("seedbed worker", "seedbed worker --prefect-url http://127.0.0.1:4200/api"),
    codes=(0, 1, 2, 3, 4, 75, 130),
)
def worker(
    desk: Desk,
    prefect_url: Annotated[
        str | None,
        typer.Option("--prefect-url", metavar="URL", help="The workflow server's API. Default: that of the service."),
    ] = None,
) -> Answered:
    """Run one more follow-up worker until Ctrl-C: it takes what is due under a lease, beside any others."""
    from flows.worker import run

    code = run(desk.settings, prefect_url=prefect_url, say=desk.say)
    return Answered(schema="seedbed/worker/1", value={"stopped": True}, show=_nothing, exit_code=code)
