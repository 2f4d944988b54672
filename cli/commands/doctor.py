"""The doctor."""

from __future__ import annotations

from dataclasses import replace

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk

app = typer.Typer(rich_markup_mode=None)


@reads(app, "doctor", examples=("seedbed doctor", "seedbed doctor --json"), codes=(0, 1, 2))
def doctor(desk: Desk) -> Answered:
    """Look whether everything is in order to work here; exit code 1 when something is in the way."""
    from actions.queries.health import Mark, examine
    from cli.render.health import show_health
    from cli.service import running_service

    health = examine(desk.settings)
    heard: list[str] = []
    service = running_service(desk.settings, heard.append)
    checks = []
    for check in health.checks:
        told = check
        if check.name == "service" and service is not None:
            told = replace(check, found=f"answers at {service.host}:{service.port}", do=None)
        elif check.name == "service" and heard:
            told = replace(check, mark=Mark.LOOK, found=heard[0], do="`seedbed serve` starts it anew.")
        checks.append(told)
    health = replace(health, checks=tuple(checks))
    return Answered(
        schema="seedbed/doctor/1",
        value={"home": health.home, "good": health.good, "checks": health.checks},
        show=lambda page: show_health(page, health),
        exit_code=0 if health.good else 1,
    )
