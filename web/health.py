"""Is the service alive, and is it ready? For whoever watches over it; needs no token and tells no content."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from actions.house import House
from engine.errors import SeedbedError
from web.desk import Desk

MIN_FREE_BYTES = 200_000_000
MAX_WAITING_SECONDS = 900.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing looked at: how it is, and whether that keeps the service from being ready."""

    name: str
    ok: bool
    facts: dict[str, Any]


async def live(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """200 when commands can be carried out and what follows from them as well, else 503; every finding either way."""
    desk: Desk = request.app.state.desk
    findings = await run_in_threadpool(look, desk)
    good = all(finding.ok for finding in findings)
    body = {
        "status": "ready" if good else "not ready",
        "checks": {finding.name: {"ok": finding.ok, **finding.facts} for finding in findings},
    }
    return JSONResponse(body, status_code=200 if good else 503)


def look(desk: Desk) -> list[Finding]:
    """Look at everything that a command needs."""
    return [_database(desk.house), _disk(desk.house), _outbox(desk.house), _prefect(desk)]


def _database(house: House) -> Finding:
    """The database takes a write (undone again) under the settings that durability rests on."""
    try:
        facts = dict(house.store.facts())
        with house.store.writing_beside():
            pass
    except SeedbedError as error:
        return Finding(name="database", ok=False, facts={"error": str(error)})
    return Finding(name="database", ok=True, facts={"settings": facts})


def _disk(house: House) -> Finding:
    """There is room for documents and the log of the database."""
    free = shutil.disk_usage(house.settings.home).free
    return Finding(name="disk", ok=free >= MIN_FREE_BYTES, facts={"free_bytes": free, "needed_bytes": MIN_FREE_BYTES})


def _outbox(house: House) -> Finding:
    """What follows from commands is being carried out: nothing waits long, and nothing was given up."""
    try:
        with house.store.reading() as reading:
            rows = reading.outbox()
    except SeedbedError as error:
        return Finding(name="outbox", ok=False, facts={"error": str(error)})
    waiting = [row for row in rows if row.done_at is None and row.dead_at is None]
    dead = [row.id for row in rows if row.dead_at is not None]
    oldest = max((_seconds(row.due_at, house.clock.now()) for row in waiting), default=0.0)
    return Finding(
        name="outbox",
        ok=not dead and oldest <= MAX_WAITING_SECONDS,
        facts={"waiting": len(waiting), "oldest_seconds": round(oldest, 1), "given_up": dead[:20]},
    )


def _seconds(due_at: datetime, now: datetime) -> float:
    return max((now - due_at).total_seconds(), 0.0)


def _prefect(desk: Desk) -> Finding:
    return Finding(name="prefect", ok=desk.prefect_answers(), facts={})
