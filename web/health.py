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
from actions.ledger.checkpointing import window
from engine.errors import SeedbedError
from storage.backlog import Backlog, backlog
from web.desk import Desk

MIN_FREE_BYTES = 200_000_000
MAX_WAITING_SECONDS = 900.0
MAX_UNSIGNED_SECONDS = 120.0
"""Twice the promise: one late wake is no alarm, two are."""


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
    return [*_store(desk.house), _disk(desk.house), _prefect(desk)]


def _store(house: House) -> list[Finding]:
    """The database takes a transaction that writes, under the settings that durability rests on; the outbox flows."""
    try:
        facts = dict(house.store.facts())
        with house.store.writing_beside() as session:
            standing = backlog(session)
    except SeedbedError as error:
        return [Finding(name="database", ok=False, facts={"error": str(error)})]
    database = Finding(name="database", ok=True, facts={"settings": facts})
    return [database, _outbox(standing, house.clock.now()), _clock(house)]


def _outbox(standing: Backlog, now: datetime) -> Finding:
    """What follows from commands is being carried out: nothing waits long, and nothing was given up."""
    oldest = 0.0 if standing.oldest_due_at is None else max((now - standing.oldest_due_at).total_seconds(), 0.0)
    return Finding(
        name="outbox",
        ok=standing.given_up == 0 and oldest <= MAX_WAITING_SECONDS,
        facts={
            "waiting": standing.waiting,
            "oldest_seconds": round(oldest, 1),
            "given_up": standing.given_up,
            "last_given_up": [f"{row.stream}: {row.kind} {row.id}" for row in standing.last_given_up],
        },
    )


def _clock(house: House) -> Finding:
    """No step of the machine's clock waits for an administrator: what hangs on the time is refused meanwhile."""
    with house.store.reading() as reading:
        known = reading.clock()
    return Finding(
        name="clock",
        ok=known.unconfirmed == 0,
        facts={"unconfirmed_steps": known.unconfirmed, "ahead_ms": known.ahead_ms},
    )


def _ledger(house: House) -> Finding:
    """What was recorded is signed within a minute or so: an older checkpoint with events waiting is an open window."""
    try:
        with house.store.reading() as reading:
            found = window(reading, house.clock.now())
    except SeedbedError as error:
        return Finding(name="ledger", ok=False, facts={"error": str(error)})
    return Finding(
        name="ledger",
        ok=found.open_seconds <= MAX_UNSIGNED_SECONDS,
        facts={
            "size": found.size,
            "waiting": found.waiting,
            "waiting_seconds": round(found.open_seconds, 1),
            "age_seconds": None if found.age_seconds is None else round(found.age_seconds, 1),
        },
    )


def _disk(house: House) -> Finding:
    """There is room for documents and the log of the database."""
    free = shutil.disk_usage(house.settings.home).free
    return Finding(name="disk", ok=free >= MIN_FREE_BYTES, facts={"free_bytes": free, "needed_bytes": MIN_FREE_BYTES})


def _prefect(desk: Desk) -> Finding:
    return Finding(name="prefect", ok=desk.prefect_answers(), facts={})
